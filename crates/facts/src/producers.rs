//! Where the rows are made that an expression may be, though others than rows come there, too.

use alchemod_python::ast;

use crate::may::value_of_pairs;
use crate::readers::Held;
use crate::scopes::{BindingId, BindingKind};
use crate::sqlalchemy::rows;
use crate::value::{Certainty, Place, Value};
use crate::{FileId, Project};

/// How many steps from name to name are followed.
const DEPTH: u32 = 8;

/// How many rows one expression may come from.
const MOST: usize = 12;

/// An expression that is a row or holds rows.
#[derive(Clone, Copy, Debug)]
pub struct Producer<'t> {
    /// Where it stands.
    pub file: FileId,
    /// The expression.
    pub expr: &'t ast::Expr,
    /// Whether it is a row or holds rows.
    pub held: Held,
    /// How it is known.
    pub certainty: Certainty,
    /// What `.mappings()` or `._mapping` is to be put after.
    pub change: Change<'t>,
}

/// How a producer gives mappings in place of rows.
#[derive(Clone, Copy, Debug)]
pub enum Change<'t> {
    /// `.mappings()` after a result.
    Result(&'t ast::Expr),
    /// `._mapping` after a row.
    Row(&'t ast::Expr),
}

/// Methods of results that give a row or nothing, and those that give all.
const ONE: &[&str] = &["first", "fetchone", "one", "one_or_none"];
const ALL: &[&str] = &["all", "fetchall", "fetchmany"];

impl<'t> Project<'t> {
    /// The rows that an expression may be, if each of them is made where it can be made a mapping.
    pub fn row_producers(&self, file: FileId, expr: &'t ast::Expr) -> Option<Vec<Producer<'t>>> {
        let mut search = Search {
            project: self,
            found: Vec::new(),
        };
        search.rows(file, expr, Held::Itself, DEPTH)?;
        (search.found.len() <= MOST && !search.found.is_empty()).then_some(search.found)
    }
}

struct Search<'p, 't> {
    project: &'p Project<'t>,
    found: Vec<Producer<'t>>,
}

impl<'t> Search<'_, 't> {
    /// Adds the rows that an expression may be or hold. `None` if one of them cannot be changed.
    fn rows(&mut self, file: FileId, expr: &'t ast::Expr, held: Held, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        if self.found.len() > MOST {
            return None;
        }
        if let Some(typed) = self.project.infer(file, expr) {
            return match holds(&typed.value, held) {
                true => self.made(file, expr, held, depth),
                false => Some(()),
            };
        }
        if held != Held::Itself {
            for (file, value, each) in self.project.put_into(file, expr) {
                let held = if each { held } else { Held::Itself };
                self.rows(file, value, held, depth)?;
            }
        }
        match expr {
            ast::Expr::BoolOp(n) => n
                .values
                .iter()
                .try_for_each(|part| self.rows(file, part, held, depth)),
            ast::Expr::IfExp(n) => {
                self.rows(file, &n.body, held, depth)?;
                self.rows(file, &n.orelse, held, depth)
            }
            ast::Expr::NamedExpr(n) => self.rows(file, &n.value, held, depth),
            ast::Expr::Await(n) => self.rows(file, &n.value, held, depth),
            ast::Expr::Name(n) => {
                for id in self.bindings(file, expr, n.id.as_str()) {
                    self.bound(file, id, held, depth)?;
                }
                Some(())
            }
            ast::Expr::Subscript(n) if held == Held::Itself => self.held(file, &n.value, depth),
            ast::Expr::Attribute(n) => {
                for (file, value) in self.assigned(file, n) {
                    self.rows(file, value, held, depth)?;
                }
                Some(())
            }
            ast::Expr::Call(n) => self.called(file, n, held, depth),
            _ => Some(()),
        }
    }

    /// Adds the rows of a collection, of whichever kind it is.
    fn held(&mut self, file: FileId, expr: &'t ast::Expr, depth: u32) -> Option<()> {
        self.rows(file, expr, Held::Values, depth)?;
        self.rows(file, expr, Held::Elements, depth)
    }

    fn called(
        &mut self,
        file: FileId,
        call: &'t ast::ExprCall,
        held: Held,
        depth: u32,
    ) -> Option<()> {
        if let ast::Expr::Attribute(method) = call.func.as_ref() {
            match (method.attr.as_str(), held) {
                ("get" | "pop", Held::Itself) => return self.held(file, &method.value, depth),
                ("values", Held::Elements) => {
                    return self.rows(file, &method.value, Held::Values, depth)
                }
                ("copy", _) => return self.rows(file, &method.value, held, depth),
                _ => {}
            }
        }
        let callee = self
            .project
            .infer(file, &call.func)
            .map(|typed| typed.value);
        let Some(Value::Function(place)) = callee else {
            return Some(());
        };
        let results = self.project.results(place);
        results
            .returns
            .into_iter()
            .try_for_each(|value| self.rows(place.file, value, held, depth))?;
        if held != Held::Elements {
            return Some(());
        }
        results
            .yields
            .into_iter()
            .try_for_each(|value| self.rows(place.file, value, Held::Itself, depth))
    }

    fn bound(&mut self, file: FileId, id: BindingId, held: Held, depth: u32) -> Option<()> {
        let this = self.project.file(file);
        let binding = this.scopes.binding(id);
        match binding.kind {
            BindingKind::Assign { value, .. } => self.rows(file, value, held, depth),
            BindingKind::For {
                iterable, target, ..
            } if held == Held::Itself => {
                let known = self.project.infer_binding(file, binding);
                if known.is_some_and(|typed| holds(&typed.value, held)) {
                    // The whole loop would have to be looked at.
                    return None;
                }
                match target {
                    ast::Expr::Name(_) => self.rows(file, iterable, Held::Elements, depth),
                    ast::Expr::Tuple(parts) => {
                        match value_of_pairs(parts, iterable, binding.name) {
                            Some(values) => self.rows(file, values, Held::Values, depth),
                            None => Some(()),
                        }
                    }
                    _ => Some(()),
                }
            }
            BindingKind::Parameter { packed: false, .. } => {
                let node = this.scopes.get(binding.scope).node?;
                let place = Place { file, node };
                for (from, call, value) in self.project.calls_of(place, binding.name) {
                    let callee = self.project.infer(from, &call.func).map(|t| t.value);
                    let is_it = match callee {
                        Some(Value::Function(found)) => found == place,
                        Some(Value::Class(_)) | None => true,
                        _ => false,
                    };
                    if is_it {
                        self.rows(from, value, held, depth)?;
                    }
                }
                Some(())
            }
            _ => Some(()),
        }
    }

    /// Adds an expression that is known to be a row or to hold rows.
    fn made(&mut self, file: FileId, expr: &'t ast::Expr, held: Held, depth: u32) -> Option<()> {
        let change = match (expr, held) {
            (ast::Expr::Call(call), Held::Itself | Held::Elements) => {
                match self.result(file, call, held) {
                    Some(result) => Change::Result(result),
                    // A function that gives rows and nothing else: where it makes them.
                    None => return self.called_rows(file, call, held, depth),
                }
            }
            (ast::Expr::Name(n), _) => {
                let ids = self.bindings(file, expr, n.id.as_str());
                let this = self.project.file(file);
                let from_loop = |id: &BindingId| {
                    matches!(this.scopes.binding(*id).kind, BindingKind::For { .. })
                };
                if held == Held::Itself && !ids.is_empty() && ids.iter().all(from_loop) {
                    Change::Row(expr)
                } else {
                    for id in ids {
                        match this.scopes.binding(id).kind {
                            BindingKind::Assign { value, .. } => {
                                self.rows(file, value, held, depth)?;
                            }
                            _ => return None,
                        }
                    }
                    return Some(());
                }
            }
            (ast::Expr::ListComp(n), Held::Elements) => {
                return self.rows(file, &n.elt, Held::Itself, depth)
            }
            (ast::Expr::GeneratorExp(n), Held::Elements) => {
                return self.rows(file, &n.elt, Held::Itself, depth)
            }
            (ast::Expr::DictComp(n), Held::Values) => {
                return self.rows(file, &n.value, Held::Itself, depth)
            }
            // An element of a list is never missing.
            (ast::Expr::Subscript(_), Held::Itself) => Change::Row(expr),
            (ast::Expr::Attribute(n), _) => {
                let assigned = self.assigned(file, n);
                if assigned.is_empty() {
                    return None;
                }
                for (file, value) in assigned {
                    self.rows(file, value, held, depth)?;
                }
                return Some(());
            }
            _ => return None,
        };
        let certainty = self.project.infer(file, expr)?.certainty;
        self.found.push(Producer {
            file,
            expr,
            held,
            certainty,
            change,
        });
        Some(())
    }

    fn called_rows(
        &mut self,
        file: FileId,
        call: &'t ast::ExprCall,
        held: Held,
        depth: u32,
    ) -> Option<()> {
        let before = self.found.len();
        self.called(file, call, held, depth)?;
        (self.found.len() > before).then_some(())
    }

    /// The result that a call takes a row or all rows of.
    fn result(&self, file: FileId, call: &'t ast::ExprCall, held: Held) -> Option<&'t ast::Expr> {
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        let known = match held {
            Held::Itself => ONE,
            _ => ALL,
        };
        let typed = self.project.infer(file, &method.value)?;
        let Value::Instance(class) = &typed.value else {
            return None;
        };
        let is_result = rows::element(class).is_some_and(rows::is_row);
        (known.contains(&method.attr.as_str()) && is_result).then_some(method.value.as_ref())
    }

    /// What the attribute of an object of the project is assigned.
    fn assigned(
        &self,
        file: FileId,
        attribute: &'t ast::ExprAttribute,
    ) -> Vec<(FileId, &'t ast::Expr)> {
        let owner = self.project.infer(file, &attribute.value);
        let Some(Value::Object(class)) = owner.map(|typed| typed.value) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for owner in self.project.linearized(class) {
            let info = self.project.class(owner);
            let assigned = info.self_assignments.get(attribute.attr.as_str());
            found.extend(
                assigned
                    .into_iter()
                    .flatten()
                    .map(|assigned| (info.file, assigned.value)),
            );
        }
        found
    }

    /// The bindings of a name that may hold where it is read.
    fn bindings(&self, file: FileId, expr: &'t ast::Expr, name: &str) -> Vec<BindingId> {
        let this = self.project.file(file);
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
}

/// Whether a value is a row, or holds rows.
fn holds(value: &Value, held: Held) -> bool {
    let is_row = |value: &Value| matches!(value, Value::Instance(class) if rows::is_row(class));
    match (value, held) {
        (value, Held::Itself) => is_row(value),
        (Value::Iterable(inner), Held::Elements) | (Value::Mapping(inner), Held::Values) => {
            is_row(inner)
        }
        _ => false,
    }
}
