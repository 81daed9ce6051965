//! Queries and statements as parts of others: subqueries, common table expressions, EXISTS, scalar subqueries.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::Value;
use alchemod_python::ast;
use alchemod_python::chain::{links, Link};

use super::chain::{Chain, End};
use super::entities::{is_orm, shows_mapped};

/// Methods that make a part of another statement of a query, and do the same of a `select()`.
const METHODS: &[&str] = &["cte", "exists", "label", "scalar_subquery", "subquery"];

/// Whether the query is only a part of another, and not run here.
pub(crate) fn is_part(chain: &Chain<'_>) -> bool {
    match chain.end {
        End::Part => true,
        End::Other(link) => METHODS.contains(&link.name()),
        _ => false,
    }
}

/// Why a method that makes a part cannot be called of a `select()` as it is.
pub(crate) fn refuse(link: &Link<'_>) -> Result<(), String> {
    let call = link.call;
    let is_plain = match link.name() {
        "subquery" => {
            call.args.len() <= 1
                && call
                    .keywords
                    .iter()
                    .all(|k| k.arg.as_deref() == Some("name"))
        }
        "exists" => call.args.is_empty() && call.keywords.is_empty(),
        _ => true,
    };
    match is_plain {
        true => Ok(()),
        false => Err(format!(
            "{}() of a select() takes no such arguments: set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL) for with_labels",
            link.name()
        )),
    }
}

fn path_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<String> {
    match cx.project.infer(cx.file.id, expr)?.value {
        Value::Instance(path) => Some(path.to_string()),
        _ => None,
    }
}

/// Whether the expression is a subquery or a common table expression.
pub(crate) fn is_selectable<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    matches!(
        path_of(cx, expr).as_deref(),
        Some("sqlalchemy.sql.Subquery" | "sqlalchemy.sql.expression.CTE")
    )
}

/// Whether the expression is a query or a `select()`.
pub(crate) fn is_statement<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    matches!(
        path_of(cx, expr).as_deref(),
        Some("sqlalchemy.orm.Query" | "sqlalchemy.sql.Select")
    )
}

/// Whether it is a query, or a `select()` of mapped classes or their attributes.
pub(crate) fn is_orm_statement<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    match path_of(cx, expr).as_deref() {
        Some("sqlalchemy.orm.Query") => true,
        Some("sqlalchemy.sql.Select") => selects_mapped(cx, expr),
        _ => false,
    }
}

/// Whether a chain starts with `query()` or `select()` of something that is mapped.
fn selects_mapped<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let (start, calls) = links(expr);
    let first = match start {
        ast::Expr::Call(call) => Some(call),
        _ => calls.first().map(|link| link.call),
    };
    first.is_some_and(|call| {
        matches!(
            alchemod_facts::last_name(&call.func),
            Some("query" | "select")
        ) && call
            .args
            .iter()
            .any(|arg| is_orm(cx, arg) || shows_mapped(cx, arg))
    })
}

/// `sub.c.name`: the name, and whether the subquery is known to select from mapped classes.
pub(crate) fn column<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<(&'t str, bool)> {
    let ast::Expr::Attribute(column) = expr else {
        return None;
    };
    let ast::Expr::Attribute(columns) = column.value.as_ref() else {
        return None;
    };
    if !matches!(columns.attr.as_str(), "c" | "columns") {
        return None;
    }
    if !is_selectable(cx, &columns.value) {
        return None;
    }
    let is_orm = match columns.value.as_ref() {
        ast::Expr::Name(name) => {
            let scope = cx.file.scope_of(&columns.value)?;
            let (_, ids) = cx.file.scopes.lookup(name.id.as_str(), scope)?;
            ids.iter().all(|&id| match cx.file.scopes.binding(id).kind {
                BindingKind::Assign { value, .. } => selects_mapped(cx, value),
                _ => false,
            })
        }
        _ => false,
    };
    Some((column.attr.as_str(), is_orm))
}
