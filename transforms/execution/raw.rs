//! Strings that are run: as text(), or by `exec_driver_sql()` where the driver has to see them as they are.

use alchemod_engine::{Context, ImportWish, Target};
use alchemod_facts::Value;
use alchemod_python::arguments::argument_span;
use alchemod_python::chain::{attribute_name_span, Link};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use super::parameters::{self, Given};
use super::sql::{is_plain, parameters as names_in};
use super::statement::is_default;
use super::strings::{string_of, Sql};

/// A call of `execute` or `scalar` in its 2.x form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Converted {
    /// What makes it so; empty if it is.
    pub edits: Vec<Edit>,
    /// What must be imported.
    pub wishes: Vec<ImportWish>,
    /// Why the rewrite may be wrong.
    pub doubt: Option<String>,
    /// How the string is run now, for messages; `None` if there is none.
    pub string: Option<&'static str>,
}

/// Classes of what a select() becomes in FROM.
const SUBQUERIES: &[&str] = &[
    "sqlalchemy.sql.Subquery",
    "sqlalchemy.sql.expression.Subquery",
];

/// Edits that make a statement of what is run: a select() of a subquery, a select() around a function.
fn executable<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    first: &'t ast::Expr,
) -> (Vec<Edit>, Vec<ImportWish>) {
    if let ast::Expr::Call(function) = first {
        let path = cx.project.external(cx.file.id, &function.func);
        if path.is_some_and(|path| path.starts_with("sqlalchemy.func.")) {
            if let Some(at) = argument_span(cx.file.tree, call, first) {
                let select = cx.import("sqlalchemy.select");
                let edits = Edit::wrap(at, format!("{}(", select.text), ")").into();
                return (edits, select.wish.into_iter().collect());
            }
        }
    }
    let value = cx.project.infer(cx.file.id, first).map(|typed| typed.value);
    let is_subquery = matches!(value, Some(Value::Instance(path)) if SUBQUERIES.contains(&&*path));
    if !is_subquery {
        return (Vec::new(), Vec::new());
    }
    let edit = match first {
        ast::Expr::Call(made) => match made.func.as_ref() {
            ast::Expr::Attribute(attribute)
                if matches!(attribute.attr.as_str(), "alias" | "subquery") =>
            {
                let link = Link {
                    expr: first,
                    call: made,
                    attribute,
                };
                Edit::delete(link.tail_span(cx.file.tree))
            }
            _ => Edit::insert(span(first).end, ".element"),
        },
        _ => Edit::insert(span(first).end, ".element"),
    };
    (vec![edit], Vec::new())
}

/// How many placeholders of the driver SQL has; `None` if that is not visible.
fn places(sql: &Sql<'_>) -> Option<usize> {
    let text = sql.literal?;
    if text.contains(['\'', '"']) {
        return None;
    }
    match (text.matches('?').count(), text.matches("%s").count()) {
        (0, 0) => None,
        (marks, 0) => Some(marks),
        (0, formats) => Some(formats),
        _ => None,
    }
}

/// `connection.execute(...)` or `connection.scalar(...)` in its 2.x form.
///
/// # Errors
/// Why it cannot be rewritten.
pub(crate) fn for_connection<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Result<Converted, String> {
    let Some(first) = call.args.first() else {
        return Ok(Converted::default());
    };
    let Some(sql) = string_of(cx, first) else {
        if is_default(cx, first)
            && method.attr.as_str() == "execute"
            && cx.settings.target >= Target::V20
        {
            return Ok(Converted {
                edits: vec![Edit::replace(attribute_name_span(method), "scalar")],
                ..Converted::default()
            });
        }
        let Given { mut edits, doubt } = parameters::convert(cx, call, 1, false, None)?;
        let (executable, wishes) = executable(cx, call, first);
        let form = (!executable.is_empty()).then_some("the select() itself");
        edits.extend(executable);
        return Ok(Converted {
            string: form,
            wishes,
            edits,
            doubt,
        });
    };
    let at = argument_span(cx.file.tree, call, first)
        .ok_or("its arguments cannot be found in the text")?;
    let has_parameters = call.args.len() > 1 || !call.keywords.is_empty();
    let is_text = match sql.literal {
        Some(text) if has_parameters => is_named(call, text),
        Some(text) => is_plain(text) && !is_transaction(text),
        None => false,
    };
    if is_text {
        let Given { edits, doubt } = parameters::convert(cx, call, 1, false, None)?;
        let text = cx.import("sqlalchemy.text");
        let wrap = Edit::wrap(at, format!("{}(", text.text), ")");
        return Ok(Converted {
            edits: edits.into_iter().chain(wrap).collect(),
            wishes: text.wish.into_iter().collect(),
            doubt,
            string: Some("text()"),
        });
    }
    let Given { mut edits, doubt } = parameters::convert(cx, call, 1, true, places(&sql))?;
    edits.push(Edit::replace(
        attribute_name_span(method),
        "exec_driver_sql",
    ));
    if method.attr.as_str() == "scalar" {
        edits.push(Edit::insert(span(call).end, ".scalar()"));
    }
    Ok(Converted {
        edits,
        wishes: Vec::new(),
        doubt,
        string: Some("exec_driver_sql()"),
    })
}

/// Whether SQL begins or ends a transaction: what listeners of events run (`BEGIN`) goes to the driver as it is.
fn is_transaction(text: &str) -> bool {
    let word = text
        .trim_start()
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    ["BEGIN", "COMMIT", "RELEASE", "ROLLBACK", "SAVEPOINT"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether text() runs SQL with these parameters as the driver would: they go by name, `:name` stands outside
/// of quotes, and nothing else in it means anything to text().
fn is_named(call: &ast::ExprCall, text: &str) -> bool {
    let by_name = match call.args.get(1..).unwrap_or(&[]) {
        [] => call.keywords.iter().all(|k| k.arg.is_some()),
        [ast::Expr::Dict(_)] => call.keywords.is_empty(),
        _ => false,
    };
    let names = names_in(text);
    let mut unquoted = String::new();
    for (index, part) in text.split('\'').enumerate() {
        if index % 2 == 0 {
            unquoted.push_str(part);
            unquoted.push(' ');
        }
    }
    by_name
        && !names.is_empty()
        && names_in(&unquoted) == names
        && !text.contains(['%', '"', '?', '`'])
        && !text.contains("\\:")
}

/// `session.execute(...)` or `session.scalar(...)` of a string: 1.x made it a text() itself.
pub(crate) fn for_session<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Converted> {
    let statement = call
        .args
        .first()
        .or_else(|| alchemod_python::arguments::keyword(call, "statement").map(|k| &k.value))?;
    string_of(cx, statement)?;
    let at = argument_span(cx.file.tree, call, statement)?;
    let text = cx.import("sqlalchemy.text");
    Some(Converted {
        edits: Edit::wrap(at, format!("{}(", text.text), ")").into(),
        wishes: text.wish.into_iter().collect(),
        string: Some("text()"),
        ..Converted::default()
    })
}
