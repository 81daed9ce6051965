//! The edits of an expression, and what stands around it.

use alchemod_engine::Context;
use alchemod_python::{ast, span, Node};
use alchemod_text::{Edit, Span};

/// Edits that read an expression through `_mapping`; `bounds` is the whole that it is a part of.
pub(crate) fn mapping_of(cx: &Context<'_, '_>, expr: &ast::Expr, bounds: Span) -> Vec<Edit> {
    suffix(cx, expr, bounds, "._mapping")
}

/// Edits that put `suffix` after an expression, which gets parentheses if it needs them.
pub(crate) fn suffix(
    cx: &Context<'_, '_>,
    expr: &ast::Expr,
    bounds: Span,
    suffix: &str,
) -> Vec<Edit> {
    let own = span(expr);
    let whole = cx.file.tree.tokens().parenthesised(own, bounds);
    let is_primary = matches!(
        expr,
        ast::Expr::Name(_) | ast::Expr::Attribute(_) | ast::Expr::Call(_) | ast::Expr::Subscript(_)
    );
    if is_primary || whole != own {
        return vec![Edit::insert(whole.end, suffix)];
    }
    Edit::wrap(own, "(", format!("){suffix}")).into()
}

/// Whether an expression ends in parentheses of the call around it: `f(x)` holds `x` within these bounds.
pub(crate) fn inside(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Span {
    alchemod_python::arguments::inside_parentheses(cx.file.tree, call).unwrap_or(span(call))
}

/// Whether the site is in a `try` that catches TypeError and not AttributeError.
pub(crate) fn catches_type_error(cx: &Context<'_, '_>) -> bool {
    let Some(site) = cx.site() else {
        return false;
    };
    let nodes = &cx.file.nodes;
    let mut below = site;
    for up in nodes.ancestors(site) {
        let node = nodes.get(up);
        match node {
            Node::Stmt(ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_)) => return false,
            Node::Stmt(ast::Stmt::Try(n)) => {
                let here = nodes.get(below).address();
                let in_body = n.body.iter().any(|stmt| Node::Stmt(stmt).address() == here);
                if in_body && catches(&n.handlers) {
                    return true;
                }
            }
            _ => {}
        }
        below = up;
    }
    false
}

fn catches(handlers: &[ast::ExceptHandler]) -> bool {
    let names: Vec<&str> = handlers
        .iter()
        .flat_map(
            |ast::ExceptHandler::ExceptHandler(handler)| match handler.type_.as_deref() {
                None => vec!["Exception"],
                Some(ast::Expr::Tuple(n)) => n
                    .elts
                    .iter()
                    .filter_map(alchemod_facts::last_name)
                    .collect(),
                Some(other) => alchemod_facts::last_name(other).into_iter().collect(),
            },
        )
        .collect();
    let has = |name: &str| names.contains(&name);
    has("TypeError") && !has("AttributeError") && !has("Exception") && !has("BaseException")
}
