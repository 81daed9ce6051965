//! Which expressions are tables, joins, aliases and the like.

use alchemod_engine::Context;
use alchemod_facts::{last_name, Value};
use alchemod_python::{ast, Node, NodeId};

/// Classes of what a SELECT may be made from, which have `select()`.
const FROM_CLAUSES: &[&str] = &[
    "sqlalchemy.Table",
    "sqlalchemy.sql.Alias",
    "sqlalchemy.sql.Join",
    "sqlalchemy.sql.Subquery",
    "sqlalchemy.sql.TableClause",
    "sqlalchemy.sql.expression.CTE",
    "sqlalchemy.sql.expression.Exists",
    "sqlalchemy.sql.expression.Lateral",
    "sqlalchemy.sql.expression.TableSample",
];

/// Those of them that have `insert()`, `update()` and `delete()`.
const TABLES: &[&str] = &["sqlalchemy.Table", "sqlalchemy.sql.TableClause"];

/// Whether `expr` is a table, join, alias, subquery or the like.
pub(crate) fn is_from_clause<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    is_one_of(cx, expr, FROM_CLAUSES)
}

/// Whether `expr` is a table.
pub(crate) fn is_table<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    is_one_of(cx, expr, TABLES)
}

fn is_one_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, classes: &[&str]) -> bool {
    match instance(cx, expr).as_deref() {
        Some(class) => classes.contains(&class),
        None => last_name(expr) == Some("__table__"),
    }
}

/// The class of another package that `expr` is an instance of.
pub(crate) fn instance<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
) -> Option<std::sync::Arc<str>> {
    match cx.project.infer(cx.file.id, expr)?.value {
        Value::Instance(class) => Some(class),
        _ => None,
    }
}

/// Whether nothing is known of `expr`; what comes from modules that cannot be read is not, either.
pub(crate) fn is_unknown<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    match cx.project.infer(cx.file.id, expr).map(|typed| typed.value) {
        None => true,
        Some(Value::External(path)) => !matches!(
            path.split('.').next(),
            Some("sqlalchemy" | "flask_sqlalchemy")
        ),
        Some(_) => false,
    }
}

/// Whether an argument of `call` reads `receiver.c`: then the receiver has columns.
pub(crate) fn reads_columns_of<'t>(
    cx: &Context<'_, 't>,
    call: NodeId,
    receiver: &'t ast::Expr,
) -> bool {
    let text = cx.source(receiver);
    if !matches!(receiver, ast::Expr::Name(_) | ast::Expr::Attribute(_)) {
        return false;
    }
    cx.file.subtree(call).any(|(_, node)| {
        matches!(node, Node::Expr(ast::Expr::Attribute(n))
            if matches!(n.attr.as_str(), "c" | "columns")
                && !std::ptr::eq(n.value.as_ref(), receiver)
                && cx.source(n.value.as_ref()) == text)
    })
}

/// Whether `expr` is an instance of `class`.
pub(crate) fn instance_here<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, class: &str) -> bool {
    instance(cx, expr).as_deref() == Some(class)
}
