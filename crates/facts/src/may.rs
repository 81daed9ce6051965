//! What may be a row: by one binding, branch or call, though others give something else.

use alchemod_python::ast;

use crate::scopes::BindingKind;
use crate::value::{Place, Value};
use crate::{FileId, Project};

/// How many steps from name to name are followed.
const DEPTH: u32 = 4;

impl<'t> Project<'t> {
    /// Whether an expression whose value is unknown is a row by one of the ways in which it gets its value: an
    /// instance of a class that `is_row` takes.
    pub fn may_be_row(&self, file: FileId, expr: &'t ast::Expr, is_row: fn(&str) -> bool) -> bool {
        self.may_be(file, expr, is_row, DEPTH)
    }

    fn may_be(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        is_row: fn(&str) -> bool,
        depth: u32,
    ) -> bool {
        if depth == 0 {
            return false;
        }
        if let Some(typed) = self.infer(file, expr) {
            return is_instance(&typed.value, is_row);
        }
        let part = |part: &'t ast::Expr| self.may_be(file, part, is_row, depth - 1);
        match expr {
            ast::Expr::BoolOp(n) => n.values.iter().any(part),
            ast::Expr::IfExp(n) => part(&n.body) || part(&n.orelse),
            ast::Expr::NamedExpr(n) => part(&n.value),
            ast::Expr::Await(n) => part(&n.value),
            ast::Expr::Name(n) => self.name_may_be(file, expr, n.id.as_str(), is_row, depth - 1),
            ast::Expr::Call(n) => match self.infer(file, &n.func).map(|typed| typed.value) {
                Some(Value::Function(place)) => {
                    let returned = self.results(place).returns;
                    returned
                        .into_iter()
                        .any(|value| self.may_be(place.file, value, is_row, depth - 1))
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn name_may_be(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        name: &str,
        is_row: fn(&str) -> bool,
        depth: u32,
    ) -> bool {
        let this = self.file(file);
        let Some(scope) = this.scope_of(expr) else {
            return false;
        };
        let Some((owner, all)) = this.scopes.lookup(name, scope) else {
            return false;
        };
        let reaching = this
            .nodes
            .expr_id(expr)
            .and_then(|site| this.reaching(site, owner, all))
            .filter(|reaching| !reaching.is_empty());
        let ids = reaching.unwrap_or_else(|| all.to_vec());
        ids.iter().any(|&id| {
            let binding = this.scopes.binding(id);
            match binding.kind {
                BindingKind::Assign { value, .. } => self.may_be(file, value, is_row, depth),
                BindingKind::For { .. } => self
                    .infer_binding(file, binding)
                    .is_some_and(|typed| is_instance(&typed.value, is_row)),
                BindingKind::Parameter { packed: false, .. } => {
                    let Some(node) = this.scopes.get(binding.scope).node else {
                        return false;
                    };
                    self.is_given_row(Place { file, node }, name, is_row, depth)
                }
                _ => false,
            }
        })
    }

    /// Whether one of the calls of a function gives a row to its parameter.
    fn is_given_row(&self, place: Place, name: &str, is_row: fn(&str) -> bool, depth: u32) -> bool {
        self.calls_of(place, name)
            .into_iter()
            .any(|(file, call, value)| {
                let callee = self.infer(file, &call.func).map(|typed| typed.value);
                let is_it = match callee {
                    Some(Value::Function(found)) => found == place,
                    Some(Value::Class(_)) => true,
                    _ => false,
                };
                is_it && self.may_be(file, value, is_row, depth)
            })
    }
}

fn is_instance(value: &Value, is_row: fn(&str) -> bool) -> bool {
    matches!(value, Value::Instance(class) if is_row(class))
}
