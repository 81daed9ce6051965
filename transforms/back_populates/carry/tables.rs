//! Secondary tables by their names in the metadata.

use alchemod_facts::scopes::{Binding, BindingKind, ScopeId};
use alchemod_facts::{FileId, Value};
use alchemod_python::ast;

use super::Carrier;

impl<'t> Carrier<'_, '_, 't> {
    /// The name of the table that `secondary` is, if the metadata of the other class has it under that name.
    pub(super) fn table_name(&self, value: &'t ast::Expr) -> Option<String> {
        let ast::Expr::Name(name) = value else {
            return None;
        };
        let file = self.cx.file;
        let name = name.id.as_str();
        let scope = self.bound(name, file.scope_of(value)?)?;
        let [only] = file.scopes.get(scope).names.get(name)?.as_slice() else {
            return None;
        };
        let (home, call) = self.table_call(file.id, file.scopes.binding(*only))?;
        let table = self
            .cx
            .project
            .models()
            .tables
            .iter()
            .find(|table| std::ptr::eq(table.call, call))?;
        let known = table.name.clone()?;
        (self.is_own_metadata(home, call) && !known.contains('.')).then_some(known)
    }

    /// The call that makes what a name is bound to, in this file or in the one that it is imported from.
    pub(super) fn table_call(
        &self,
        file: FileId,
        binding: &Binding<'t>,
    ) -> Option<(FileId, &'t ast::ExprCall)> {
        match binding.kind {
            BindingKind::Assign {
                value: ast::Expr::Call(call),
                ..
            } => Some((file, call)),
            BindingKind::ImportFrom(stmt, alias) => {
                let level = stmt.level.map_or(0, |level| level.to_usize());
                let module = stmt.module.as_ref().map_or("", |name| name.as_str());
                let modules = self.cx.project.modules();
                let home = match level {
                    0 => modules.find(module, file),
                    level => modules.find_relative(level, module, file),
                }?;
                let scopes = &self.cx.project.file(home).scopes;
                let names = &scopes.get(ScopeId(0)).names;
                let [only] = names.get(alias.name.as_str())?.as_slice() else {
                    return None;
                };
                match scopes.binding(*only).kind {
                    BindingKind::Assign {
                        value: ast::Expr::Call(call),
                        ..
                    } => Some((home, call)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether `Table(...)` is made in the metadata of the other class's declarative base.
    pub(super) fn is_own_metadata(&self, file: FileId, call: &'t ast::ExprCall) -> bool {
        let project = self.cx.project;
        let is_flask = |expr: &'t ast::Expr| {
            project
                .infer(file, expr)
                .is_some_and(|typed| self.is_handle(&typed.value))
        };
        match call.args.get(1) {
            Some(ast::Expr::Attribute(n)) if n.attr.as_str() == "metadata" => {
                let owner = project.infer(file, &n.value).map(|typed| typed.value);
                match owner {
                    Some(owner) if self.is_handle(&owner) => true,
                    Some(Value::Class(class)) => {
                        project.declarative_root(class) == project.declarative_root(self.target)
                    }
                    Some(owner) => Some(owner) == project.declarative_root(self.target),
                    None => false,
                }
            }
            _ => match call.func.as_ref() {
                ast::Expr::Attribute(n) => is_flask(&n.value),
                _ => false,
            },
        }
    }
}
