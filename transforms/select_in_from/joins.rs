//! `join(...).alias()`, and subqueries in IN.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use crate::core::receivers::instance;

/// What IN takes for a SELECT of itself, with a warning.
const SUBQUERIES: &[&str] = &[
    "sqlalchemy.sql.Alias",
    "sqlalchemy.sql.Subquery",
    "sqlalchemy.sql.expression.CTE",
];

/// A call of one of both.
pub(super) fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    match method.attr.as_str() {
        "alias" => alias(cx, call, method),
        "in_" | "notin_" | "not_in" => in_subquery(cx, call),
        _ => None,
    }
}

fn alias<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<Finding> {
    if instance(cx, &method.value).as_deref() != Some("sqlalchemy.sql.Join") {
        return None;
    }
    let whole = span(call);
    let message =
        "alias() of a join is broken SQL in 2.x; 1.4 made a labelled SELECT's subquery of it";
    let has_flat = call.args.len() > 1
        || call
            .keywords
            .iter()
            .any(|k| k.arg.as_deref() != Some("name"));
    if has_flat {
        return Some(Finding::manual(
            whole,
            message,
            "flat=True aliased each table of the join; alias them before they are joined",
        ));
    }
    let style = cx.import("sqlalchemy.LABEL_STYLE_TABLENAME_PLUS_COL");
    let text = format!(
        "select().set_label_style({}).correlate(None).subquery",
        style.text
    );
    let edit = Edit::replace(attribute_name_span(method), text);
    Some(Finding::safe(
        whole,
        message,
        Rewrite::new(cx.file.id, [edit]).wish(cx.file.id, style.wish),
    ))
}

fn in_subquery<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let [given] = call.args.as_slice() else {
        return None;
    };
    let class = instance(cx, given)?;
    if !SUBQUERIES.contains(&&*class) || !call.keywords.is_empty() {
        return None;
    }
    if let Some(edits) = super::in_place::without_subquery(cx, given) {
        return Some(Finding::safe(
            span(given),
            "IN takes a SELECT, no subquery",
            Rewrite::new(cx.file.id, edits),
        ));
    }
    let select = cx.import("sqlalchemy.select");
    let edits = Edit::wrap(span(given), format!("{}(", select.text), ")");
    Some(Finding::safe(
        span(given),
        "IN takes a SELECT, no subquery",
        Rewrite::new(cx.file.id, edits).wish(cx.file.id, select.wish),
    ))
}
