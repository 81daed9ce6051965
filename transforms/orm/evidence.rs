//! What shows that something is a Query.

use alchemod_engine::Context;
use alchemod_facts::{Certainty, Value};
use alchemod_python::ast;

use super::lead::{lead, Wanted};
use crate::query::guards::guards;

/// What shows that the receiver is a Query.
pub(crate) struct Evidence {
    /// Why it is not certain.
    pub doubt: Option<String>,
}

/// Looks at the receiver of a method. `None` if nothing shows that it is a Query.
pub(crate) fn evidence<'t>(cx: &Context<'_, 't>, receiver: &'t ast::Expr) -> Option<Evidence> {
    let text = || {
        let start = alchemod_python::chain::links(receiver).0;
        crate::query::entities::short(cx, start)
    };
    match cx.project.infer(cx.file.id, receiver) {
        Some(typed) if is_query(cx, &typed.value) => Some(Evidence {
            doubt: (typed.certainty == Certainty::Named && guards(cx).own_query).then(|| {
                format!(
                    "{} is known to be a session only by its name, and the project has classes with a method \
                     `query` of their own",
                    text()
                )
            }),
        }),
        Some(_) => None,
        None => {
            let found = lead(cx, receiver, Wanted::Join)?;
            found.cursor.class?;
            Some(Evidence {
                doubt: Some(format!(
                    "{} is taken for a session only because it queries a mapped class",
                    text()
                )),
            })
        }
    }
}

/// Whether the value is a Query.
pub(crate) fn is_query(cx: &Context<'_, '_>, value: &Value) -> bool {
    const QUERIES: &[&str] = &[
        "sqlalchemy.orm.Query",
        "sqlalchemy.orm.AppenderQuery",
        "flask_sqlalchemy.query.Query",
    ];
    QUERIES
        .iter()
        .any(|path| cx.project.is_instance(value, path))
}
