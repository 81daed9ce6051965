//! `session.execute(User.__table__.insert(), [...])`.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::{string, ClassId, Value};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

/// Classes of sessions.
const SESSIONS: &[&str] = &[
    "sqlalchemy.ext.asyncio.AsyncSession",
    "sqlalchemy.orm.Session",
    "sqlalchemy.orm.scoped_session",
];

/// A session that is given an `insert()` of the table of a mapped class, and rows that are written there.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let ([ast::Expr::Call(insert), ast::Expr::List(rows)], []) =
        (call.args.as_slice(), call.keywords.as_slice())
    else {
        return None;
    };
    let (class, model) = table_of(cx, insert)?;
    let session = cx.project.infer(cx.file.id, &method.value)?;
    let is_session = SESSIONS
        .iter()
        .any(|class| cx.project.is_instance(&session.value, class));
    if !is_session || !are_of_columns(cx, class, &rows.elts) {
        return None;
    }
    let function = cx.import("sqlalchemy.insert");
    let text = format!("{}({})", function.text, cx.source(model));
    Some(Finding::offered(
        span(insert),
        "an insert() of a mapped class's table is Core's; that of the class is the ORM's",
        "the session then flushes first, and takes the keys for names of attributes, which are those of the columns here",
        Rewrite::new(cx.file.id, [Edit::replace(span(insert), text)])
            .wish(cx.file.id, function.wish),
    ))
}

/// The class of `User.__table__.insert()`, if it is mapped to that table alone.
fn table_of<'t>(
    cx: &Context<'_, 't>,
    insert: &'t ast::ExprCall,
) -> Option<(ClassId, &'t ast::Expr)> {
    let ast::Expr::Attribute(method) = insert.func.as_ref() else {
        return None;
    };
    let ast::Expr::Attribute(table) = method.value.as_ref() else {
        return None;
    };
    let is_shape = method.attr.as_str() == "insert"
        && table.attr.as_str() == "__table__"
        && insert.args.is_empty()
        && insert.keywords.is_empty();
    if !is_shape {
        return None;
    }
    match cx.project.infer(cx.file.id, &table.value)?.value {
        Value::Class(class) => cx
            .project
            .mapped_parent(class)
            .is_none()
            .then_some((class, table.value.as_ref())),
        _ => None,
    }
}

/// Whether the rows have the same keys, each of them the name of a column and of its attribute.
fn are_of_columns(cx: &Context<'_, '_>, class: ClassId, rows: &[ast::Expr]) -> bool {
    let keys = |row: &ast::Expr| -> Option<Vec<String>> {
        let ast::Expr::Dict(row) = row else {
            return None;
        };
        row.keys
            .iter()
            .map(|key| Some(string(key.as_ref()?)?.to_owned()))
            .collect()
    };
    let Some(first) = rows.first().and_then(keys) else {
        return false;
    };
    let is_column = |name: &String| {
        cx.project
            .column(class, name)
            .is_some_and(|column| column.name() == name)
    };
    first.iter().all(is_column) && rows.iter().all(|row| keys(row).as_ref() == Some(&first))
}
