//! What may be a row: by one binding, branch or call, though others give something else.

use alchemod_python::ast;

use crate::scopes::{BindingId, BindingKind};
use crate::value::{Place, Value};
use crate::{FileId, Project};

/// How many steps from name to name are followed.
const DEPTH: u32 = 6;

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
            ast::Expr::Subscript(n) => self.may_hold(file, &n.value, is_row, depth - 1),
            ast::Expr::Attribute(n) => {
                let Some(Value::Object(class)) = self.infer(file, &n.value).map(|t| t.value) else {
                    return false;
                };
                self.linearized(class).into_iter().any(|owner| {
                    let info = self.class(owner);
                    let assigned = info.self_assignments.get(n.attr.as_str());
                    let is_row =
                        |value: &'t ast::Expr| self.may_be(info.file, value, is_row, depth - 1);
                    assigned.is_some_and(|all| all.iter().any(|assigned| is_row(assigned.value)))
                })
            }
            ast::Expr::Call(n) if picked_from(n).is_some() => {
                picked_from(n).is_some_and(|from| self.may_hold(file, from, is_row, depth - 1))
            }
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

    /// The bindings of a name that may hold where it is read.
    fn reaching_ids(&self, file: FileId, expr: &'t ast::Expr, name: &str) -> Vec<BindingId> {
        let this = self.file(file);
        let Some((owner, all)) = this
            .scope_of(expr)
            .and_then(|scope| this.scopes.lookup(name, scope))
        else {
            return Vec::new();
        };
        let reaching = this
            .nodes
            .expr_id(expr)
            .and_then(|site| this.reaching(site, owner, all))
            .filter(|reaching| !reaching.is_empty());
        reaching.unwrap_or_else(|| all.to_vec())
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
        let ids = self.reaching_ids(file, expr, name);
        ids.iter().any(|&id| {
            let binding = this.scopes.binding(id);
            match binding.kind {
                BindingKind::Assign { value, .. } => self.may_be(file, value, is_row, depth),
                BindingKind::For {
                    iterable, target, ..
                } => {
                    let known = self.infer_binding(file, binding);
                    known.is_some_and(|typed| is_instance(&typed.value, is_row))
                        || match target {
                            ast::Expr::Name(_) => self.may_hold(file, iterable, is_row, depth),
                            ast::Expr::Tuple(parts) => value_of_pairs(parts, iterable, name)
                                .is_some_and(|values| self.may_hold(file, values, is_row, depth)),
                            _ => false,
                        }
                }
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

    /// Whether an expression whose value is unknown is a collection of rows by one of the ways in which it gets
    /// its value.
    fn may_hold(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        is_row: fn(&str) -> bool,
        depth: u32,
    ) -> bool {
        let holds = |value: &Value| match value {
            Value::Iterable(inner) | Value::Mapping(inner) => is_instance(inner, is_row),
            _ => false,
        };
        if depth == 0 {
            return false;
        }
        if let Some(typed) = self.infer(file, expr) {
            return holds(&typed.value);
        }
        let is_put = |(file, value, each): (FileId, &'t ast::Expr, bool)| match each {
            true => self.may_hold(file, value, is_row, depth - 1),
            false => self.may_be(file, value, is_row, depth - 1),
        };
        if self.put_into(file, expr).into_iter().any(is_put) {
            return true;
        }
        match expr {
            ast::Expr::Attribute(n) => {
                let Some(Value::Object(class)) = self.infer(file, &n.value).map(|t| t.value) else {
                    return false;
                };
                self.linearized(class).into_iter().any(|owner| {
                    let info = self.class(owner);
                    let assigned = info.self_assignments.get(n.attr.as_str());
                    assigned.is_some_and(|all| {
                        all.iter().any(|assigned| {
                            self.infer(info.file, assigned.value)
                                .is_some_and(|typed| holds(&typed.value))
                        })
                    })
                })
            }
            ast::Expr::Call(n) => {
                if let ast::Expr::Attribute(method) = n.func.as_ref() {
                    if matches!(method.attr.as_str(), "values" | "copy") && n.args.is_empty() {
                        return self.may_hold(file, &method.value, is_row, depth - 1);
                    }
                }
                match self.infer(file, &n.func).map(|typed| typed.value) {
                    Some(Value::Function(place)) => {
                        let returned = self.results(place).returns;
                        returned
                            .into_iter()
                            .any(|value| self.may_hold(place.file, value, is_row, depth - 1))
                    }
                    _ => false,
                }
            }
            ast::Expr::Name(n) => {
                let scopes = &self.file(file).scopes;
                self.reaching_ids(file, expr, n.id.as_str())
                    .into_iter()
                    .any(|id| match scopes.binding(id).kind {
                        BindingKind::Assign { value, .. } => {
                            self.may_hold(file, value, is_row, depth - 1)
                        }
                        _ => false,
                    })
            }
            _ => false,
        }
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

/// The dictionary whose values a name is given by `for key, name in values.items()`.
pub(crate) fn value_of_pairs<'t>(
    parts: &'t ast::ExprTuple,
    iterable: &'t ast::Expr,
    name: &str,
) -> Option<&'t ast::Expr> {
    let [_, ast::Expr::Name(value)] = parts.elts.as_slice() else {
        return None;
    };
    let ast::Expr::Call(call) = iterable else {
        return None;
    };
    match call.func.as_ref() {
        ast::Expr::Attribute(n) if n.attr.as_str() == "items" && value.id.as_str() == name => {
            Some(&n.value)
        }
        _ => None,
    }
}

/// The collection that a call takes one element of: `rows` of `rows.get(key)`.
fn picked_from(call: &ast::ExprCall) -> Option<&ast::Expr> {
    match call.func.as_ref() {
        ast::Expr::Attribute(n) if matches!(n.attr.as_str(), "get" | "pop") => Some(&n.value),
        _ => None,
    }
}

fn is_instance(value: &Value, is_row: fn(&str) -> bool) -> bool {
    matches!(value, Value::Instance(class) if is_row(class))
}
