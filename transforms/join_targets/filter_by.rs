//! `filter_by()` after a join by a string, in a query that starts from `select_from()`.
//!
//! 1.x looked the string up in the first entity of the query. Where that is another one than `select_from()` names, it
//! found nothing, and `filter_by()` meant the entity in `select_from()`; after a join by an attribute it means the
//! joined one.

use alchemod_engine::Context;
use alchemod_python::chain::links;
use alchemod_python::{ast, NodeId};

use super::legacy::Form;
use crate::query::arguments::is_string;

/// The reason for users.
pub(super) const REASON: &str = "filter_by() after a join by a string meant the entity in select_from() on 1.x, and would mean the joined one: \
     name the columns with filter()";

/// Whether such a `filter_by()` follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// Nothing shows one.
    No,
    /// One stands further on in the function.
    Perhaps,
    /// One stands in the same statement.
    Here,
}

pub(super) fn follows<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    method: &'t ast::ExprAttribute,
    form: Form,
) -> Follows {
    if form != Form::Strings || !starts_elsewhere(cx, method) {
        return Follows::No;
    }
    let nodes = &cx.file.nodes;
    let start = nodes.get(site).span().end as usize;
    let has = |end: u32| {
        let rest = cx.text().get(start..end as usize);
        rest.is_some_and(|rest| rest.contains("filter_by("))
    };
    let statement = nodes.statement(site).map(|id| nodes.get(id).span().end);
    // What is said elsewhere is of this query only if a variable holds it.
    let is_held = nodes
        .statement(site)
        .is_some_and(|id| matches!(nodes.get(id).stmt(), Some(ast::Stmt::Assign(_))));
    let function = nodes
        .ancestors(site)
        .map(|id| nodes.get(id))
        .find(|node| alchemod_facts::function_def(*node).is_some())
        .map(|node| node.span().end);
    if statement.is_some_and(has) {
        Follows::Here
    } else if is_held && has(function.unwrap_or(cx.text().len() as u32)) {
        Follows::Perhaps
    } else {
        Follows::No
    }
}

/// Whether `select_from()` names another entity than the query gives first.
fn starts_elsewhere<'t>(cx: &Context<'_, 't>, method: &'t ast::ExprAttribute) -> bool {
    let (_, calls) = links(&method.value);
    let first = |name: &str| {
        let link = calls.iter().find(|link| link.name() == name)?;
        Some(cx.source(link.call.args.first()?))
    };
    let joins_again = calls.iter().any(|link| {
        matches!(link.name(), "join" | "outerjoin") && !link.call.args.iter().any(is_string)
    });
    match first("select_from") {
        Some(from) => !joins_again && first("query") != Some(from),
        None => false,
    }
}
