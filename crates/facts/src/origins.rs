//! The call that made what a name holds: `users = Table(...)`, also in another file.

use alchemod_python::ast;

use crate::scopes::{BindingKind, ScopeId};
use crate::value::Value;
use crate::{FileId, Project};

/// How many names may refer to each other.
const DEPTH: u32 = 8;

impl<'t> Project<'t> {
    /// The call that an expression is, or that its name was bound to, with its file. `None` if the name has
    /// several bindings, or is bound to something else.
    pub fn made_by(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
    ) -> Option<(FileId, &'t ast::ExprCall)> {
        match self.bound_to(file, expr, DEPTH)? {
            (file, ast::Expr::Call(call)) => Some((file, call)),
            _ => None,
        }
    }

    /// The expression that a name was bound to, with its file; an expression that is no name is itself.
    pub fn definition_of(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
    ) -> Option<(FileId, &'t ast::Expr)> {
        self.bound_to(file, expr, DEPTH)
    }

    fn bound_to(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        depth: u32,
    ) -> Option<(FileId, &'t ast::Expr)> {
        let depth = depth.checked_sub(1)?;
        match expr {
            ast::Expr::Name(name) => {
                let this = self.file(file);
                let scope = this.scope_of(expr)?;
                match this.scopes.lookup(name.id.as_str(), scope) {
                    Some((owner, _)) => self.held(file, owner, name.id.as_str(), depth),
                    None => self.held(file, ScopeId(0), name.id.as_str(), depth),
                }
            }
            ast::Expr::Attribute(n) => {
                let found = match self.infer(file, &n.value).map(|typed| typed.value) {
                    Some(Value::Module(module)) => {
                        self.held(module, ScopeId(0), n.attr.as_str(), depth)
                    }
                    // `User.__table__`
                    Some(Value::Class(class)) => {
                        let info = self.class(class);
                        let value = info.assigned(n.attr.as_str())?;
                        self.bound_to(info.file, value, depth)
                    }
                    _ => None,
                };
                found.or(Some((file, expr)))
            }
            other => Some((file, other)),
        }
    }

    /// What a name of a scope holds, if it has one binding.
    fn held(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        depth: u32,
    ) -> Option<(FileId, &'t ast::Expr)> {
        let depth = depth.checked_sub(1)?;
        let this = self.file(file);
        let Some(ids) = this.scopes.get(scope).names.get(name) else {
            let starred = this.scopes.get(ScopeId(0)).stars.iter().rev();
            return starred.into_iter().find_map(|&star| {
                let stmt = match this.nodes.get(star) {
                    alchemod_python::Node::Stmt(ast::Stmt::ImportFrom(stmt)) => stmt,
                    _ => return None,
                };
                let home = self
                    .imported_module(file, stmt)
                    .filter(|&home| home != file)?;
                self.held(home, ScopeId(0), name, depth)
            });
        };
        let [only] = ids.as_slice() else {
            return None;
        };
        match this.scopes.binding(*only).kind {
            BindingKind::Assign { value, .. } => self.bound_to(file, value, depth),
            BindingKind::ImportFrom(stmt, alias) => {
                let home = self
                    .imported_module(file, stmt)
                    .filter(|&home| home != file)?;
                self.held(home, ScopeId(0), alias.name.as_str(), depth)
            }
            _ => None,
        }
    }

    /// The module of the project that a `from` statement names.
    fn imported_module(&self, file: FileId, stmt: &ast::StmtImportFrom) -> Option<FileId> {
        let level = stmt.level.map_or(0, |level| level.to_usize());
        let module = stmt.module.as_ref().map_or("", |name| name.as_str());
        match level {
            0 => self.modules().find(module, file),
            level => self.modules().find_relative(level, module, file),
        }
    }
}
