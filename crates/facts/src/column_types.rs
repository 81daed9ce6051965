//! The SQL type that a column expression is declared with.

use std::sync::Arc;

use alchemod_python::arguments::argument;
use alchemod_python::ast;

use crate::scopes::{BindingKind, ScopeId};
use crate::{last_name, string, Column, FileId, Project, Value};

/// How many names are followed one after the other.
const DEPTH: u32 = 6;

/// Functions that take a type: its position.
const TYPED_FUNCTIONS: &[&str] = &[
    "sqlalchemy.cast",
    "sqlalchemy.literal",
    "sqlalchemy.type_coerce",
];

impl<'t> Project<'t> {
    /// The canonical path of the type of a column expression: an attribute of a mapped class, `table.c.name`, a
    /// call of `cast()` and its like. `None` if it does not show.
    pub fn column_type(&self, file: FileId, expr: &'t ast::Expr) -> Option<Arc<str>> {
        if let Some(Value::Attribute(class, name)) = self.infer(file, expr).map(|t| t.value) {
            return self.type_of_column(self.column(class, &name)?);
        }
        match expr {
            ast::Expr::Attribute(attribute) => {
                let ast::Expr::Attribute(columns) = attribute.value.as_ref() else {
                    return None;
                };
                matches!(columns.attr.as_str(), "c" | "columns").then_some(())?;
                self.type_in_table(file, &columns.value, attribute.attr.as_str())
            }
            ast::Expr::Call(call) => {
                let path = self.external(file, &call.func)?;
                if &*path == "sqlalchemy.func.count" {
                    return Some("sqlalchemy.Integer".into());
                }
                TYPED_FUNCTIONS.contains(&&*path).then_some(())?;
                self.type_path(file, argument(call, Some(1), "type_")?)
            }
            _ => None,
        }
    }

    /// A type that is left out is that of the annotation, or that of what the foreign key refers to.
    fn type_of_column(&self, column: &Column<'t>) -> Option<Arc<str>> {
        self.type_through_keys(column, DEPTH)
    }

    fn type_through_keys(&self, column: &Column<'t>, depth: u32) -> Option<Arc<str>> {
        if let Some(type_) = column.type_ {
            return self.type_path(column.file, type_);
        }
        if let [key, ..] = column.foreign_keys.as_slice() {
            let target = self.referenced_column(&key.target, column.class)?;
            return self.type_through_keys(target, depth.checked_sub(1)?);
        }
        is_mapped_int(column.annotation?).then(|| "sqlalchemy.Integer".into())
    }

    fn type_path(&self, file: FileId, type_: &'t ast::Expr) -> Option<Arc<str>> {
        let class = match type_ {
            ast::Expr::Call(call) => call.func.as_ref(),
            other => other,
        };
        self.external(file, class)
    }

    /// The type of a column of the table that `table` is.
    fn type_in_table(&self, file: FileId, table: &'t ast::Expr, name: &str) -> Option<Arc<str>> {
        let (file, made) = self.value_of(file, table, DEPTH)?;
        match made {
            ast::Expr::Attribute(n) if n.attr.as_str() == "__table__" => {
                let Value::Class(class) = self.infer(file, &n.value)?.value else {
                    return None;
                };
                self.type_of_column(self.column(class, name)?)
            }
            ast::Expr::Call(call) if &*self.external(file, &call.func)? == "sqlalchemy.Table" => {
                call.args.iter().find_map(|arg| {
                    let ast::Expr::Call(column) = arg else {
                        return None;
                    };
                    let is_it = string(column.args.first()?) == Some(name)
                        && &*self.external(file, &column.func)? == "sqlalchemy.Column";
                    is_it.then_some(())?;
                    self.type_path(file, argument(column, Some(1), "type_")?)
                })
            }
            _ => None,
        }
    }

    /// What a name that is assigned once was assigned, in whichever file that is; also `module.name`.
    pub fn assigned_value(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
    ) -> Option<(FileId, &'t ast::Expr)> {
        match expr {
            ast::Expr::Name(_) => self.value_of(file, expr, DEPTH),
            ast::Expr::Attribute(n) => match self.infer(file, &n.value)?.value {
                Value::Module(module) => self.value_in(module, ScopeId(0), n.attr.as_str(), DEPTH),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a name that is assigned once was assigned, in whichever file that is.
    fn value_of(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        depth: u32,
    ) -> Option<(FileId, &'t ast::Expr)> {
        let ast::Expr::Name(name) = expr else {
            return Some((file, expr));
        };
        let scope = self.file(file).scope_of(expr)?;
        self.value_in(file, scope, name.id.as_str(), depth)
    }

    fn value_in(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        depth: u32,
    ) -> Option<(FileId, &'t ast::Expr)> {
        let depth = depth.checked_sub(1)?;
        let scopes = &self.file(file).scopes;
        let (_, [id]) = scopes.lookup(name, scope)? else {
            return None;
        };
        match scopes.binding(*id).kind {
            BindingKind::Assign { value, .. } => self.value_of(file, value, depth),
            BindingKind::ImportFrom(stmt, alias) => {
                let level = stmt.level.map_or(0, |level| level.to_usize());
                let module = stmt.module.as_ref().map_or("", |m| m.as_str());
                let target = match level {
                    0 => self.modules().find(module, file)?,
                    _ => self.modules().find_relative(level, module, file)?,
                };
                self.value_in(target, ScopeId(0), alias.name.as_str(), depth)
            }
            _ => None,
        }
    }
}

/// Whether an annotation is `Mapped[int]`, or that with `None`.
fn is_mapped_int(annotation: &ast::Expr) -> bool {
    let ast::Expr::Subscript(mapped) = annotation else {
        return false;
    };
    let is_int = |e: &ast::Expr| last_name(e) == Some("int");
    last_name(&mapped.value) == Some("Mapped")
        && match mapped.slice.as_ref() {
            ast::Expr::Subscript(n) => last_name(&n.value) == Some("Optional") && is_int(&n.slice),
            ast::Expr::BinOp(n) => is_int(&n.left) || is_int(&n.right),
            other => is_int(other),
        }
}
