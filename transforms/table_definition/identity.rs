//! `Column(mssql_identity_start=...)`.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::arguments::{argument_span, has_unpacking, inside_parentheses, keyword};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use crate::call_edits::{without, Argument};

const NAMES: &[&str] = &["mssql_identity_start", "mssql_identity_increment"];

/// Identity columns of SQL Server by `Identity(...)`.
pub(super) fn check(cx: &Context<'_, '_>, call: &ast::ExprCall, path: &str) -> Option<Finding> {
    if !["sqlalchemy.Column", "sqlalchemy.orm.mapped_column"].contains(&path) {
        return None;
    }
    let place = span(call);
    let message = "identity columns of SQL Server are declared with Identity()";
    let given = |name: &str, default: &str| {
        keyword(call, name).map_or(default.to_owned(), |k| cx.source(&k.value).to_owned())
    };
    let import = cx.import("sqlalchemy.Identity");
    let text = format!(
        "{}(start={}, increment={})",
        import.text,
        given("mssql_identity_start", "1"),
        given("mssql_identity_increment", "1")
    );
    let removed = without(cx, call, |argument: &Argument<'_>| {
        argument.name().is_some_and(|name| NAMES.contains(&name))
    });
    let inserted = match call.args.last() {
        Some(last) => argument_span(cx.file.tree, call, last)
            .map(|last| Edit::insert(last.end, format!(", {text}"))),
        None => inside_parentheses(cx.file.tree, call)
            .map(|inside| Edit::insert(inside.start, format!("{text}, "))),
    };
    let (Some(mut edits), Some(inserted), false) = (removed, inserted, has_unpacking(call)) else {
        return Some(Finding::manual(
            place,
            message,
            "write Identity(start=..., increment=...) after the type",
        ));
    };
    // What is removed may begin where this is inserted.
    match edits
        .iter_mut()
        .find(|edit| edit.span.start == inserted.span.start)
    {
        Some(edit) => edit.text = inserted.text,
        None => edits.push(inserted),
    }
    Some(Finding::offered(
        place,
        message,
        "on PostgreSQL and Oracle it makes an identity column, too",
        Rewrite::new(cx.file.id, edits).wish(cx.file.id, import.wish),
    ))
}
