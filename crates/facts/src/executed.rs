//! Results of what only its use shows to be a connection or a session: `x.execute(statement)`.

use alchemod_python::ast;

use crate::infer::Infer;
use crate::scopes::{Binding, BindingKind, ScopeId};
use crate::sqlalchemy::{drivers, handles, rows};
use crate::value::{Certainty, Typed, Value};
use crate::FileId;

impl<'t> Infer<'_, 't> {
    /// `x.execute(statement)` of something unknown, or that only its name calls a session: who executes a statement
    /// of SQLAlchemy is a connection or a session, unless the project uses another library that does.
    pub(crate) fn executed(
        &self,
        file: FileId,
        scope: ScopeId,
        receiver: Option<&Typed>,
        (receiver_expr, call): (&'t ast::Expr, &'t ast::ExprCall),
    ) -> Option<Typed> {
        let statement = call.args.first()?;
        if receiver.is_none() && self.may_execute(file, scope, receiver_expr) {
            return Some(Typed {
                value: Value::Instance(rows::SOME_RESULT.into()),
                certainty: Certainty::Flowed,
            });
        }
        if matches!(statement, ast::Expr::Constant(_) | ast::Expr::JoinedStr(_)) {
            let is_named =
                receiver.is_none() && self.runs_sql(file, scope, receiver_expr, statement);
            return is_named.then(|| Typed {
                value: Value::Instance(rows::SOME_RESULT.into()),
                certainty: Certainty::Named,
            });
        }
        let class = match receiver {
            None => rows::SOME_RESULT,
            Some(named) if named.certainty == Certainty::Named => "sqlalchemy.engine.Result",
            Some(_) => return None,
        };
        if self.project.executes_elsewhere() {
            return None;
        }
        let typed = self
            .expr(file, scope, statement)
            .or_else(|| match statement {
                ast::Expr::Name(n) => self.reaching_value(file, scope, n.id.as_str(), statement),
                _ => None,
            })?;
        let Value::Instance(statement) = &typed.value else {
            return None;
        };
        let is_statement = handles::method_result(statement, "execute")
            == Some("sqlalchemy.engine.CursorResult")
            && statement.starts_with("sqlalchemy.sql.");
        is_statement.then(|| Typed {
            value: Value::Instance(class.into()),
            certainty: Certainty::Flowed,
        })
    }

    /// Whether a parameter that is called like a connection is given SQL, in a file that speaks of SQLAlchemy and of no
    /// driver.
    fn runs_sql(
        &self,
        file: FileId,
        scope: ScopeId,
        receiver: &'t ast::Expr,
        statement: &'t ast::Expr,
    ) -> bool {
        const NAMES: &[&str] = &["bind", "conn", "connection"];
        const VERBS: &[&str] = &["SELECT", "SHOW", "WITH"];
        let this = self.project.file(file);
        let is_parameter = match receiver {
            ast::Expr::Name(n) if NAMES.contains(&n.id.as_str()) => {
                let found = this.scopes.lookup(n.id.as_str(), scope);
                found.is_some_and(|(_, ids)| {
                    ids.iter().all(|&id| {
                        matches!(
                            this.scopes.binding(id).kind,
                            BindingKind::Parameter { packed: false, .. }
                        )
                    })
                })
            }
            _ => false,
        };
        let selects = || {
            crate::string(statement).is_some_and(|sql| {
                let word = sql.split_whitespace().next().unwrap_or_default();
                VERBS.contains(&word.to_ascii_uppercase().as_str())
            })
        };
        let text = this.tree.text();
        is_parameter && selects() && text.contains("sqlalchemy") && !drivers::are_named(text)
    }

    /// Whether a parameter is replaced by a connection: `if conn is None: conn = op.get_bind()`. What is given for it
    /// does the same, then.
    fn may_execute(&self, file: FileId, scope: ScopeId, receiver: &'t ast::Expr) -> bool {
        let ast::Expr::Name(name) = receiver else {
            return false;
        };
        let this = self.project.file(file);
        let found = this.scopes.lookup(name.id.as_str(), scope);
        let Some((_, bindings @ [_, _, ..])) = found else {
            return false;
        };
        let is_connection = |binding: &Binding<'t>| {
            self.binding(file, binding).is_some_and(|typed| {
                typed.certainty > Certainty::Named
                    && matches!(&typed.value, Value::Instance(class)
                        if handles::is_a(class, "sqlalchemy.engine.Connection"))
            })
        };
        let mut is_assigned = false;
        bindings.iter().all(|&id| {
            let binding = this.scopes.binding(id);
            match binding.kind {
                BindingKind::Parameter { packed: false, .. } => true,
                BindingKind::Assign { .. } => {
                    is_assigned = true;
                    is_connection(binding)
                }
                _ => false,
            }
        }) && is_assigned
    }
}
