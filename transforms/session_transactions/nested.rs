//! Savepoints that 1.x ended with the session's own `commit()` or `rollback()`.

use alchemod_engine::{Context, Finding};
use alchemod_facts::{function_def, Certainty};
use alchemod_python::{ast, span, Node, NodeId};

const MESSAGE: &str =
    "commit() and rollback() of a session end the whole transaction in 2.x, not the savepoint";
const BLOCK: &str = "a savepoint that is left open is no longer what the session's commit() and rollback() end: keep it with `savepoint = session.begin_nested()` and call savepoint.commit() or savepoint.rollback(), or use `with session.begin_nested():`";
const INSIDE: &str = "in 1.x this ended the savepoint of the block: leave it to the block, or keep the savepoint (`with session.begin_nested() as savepoint:`) and end that";
const RECIPE: &str = "this recipe for tests begins a savepoint whenever one ends, which 2.x does with Session(bind=connection, join_transaction_mode=\"create_savepoint\"): remove the listener and the begin_nested()";

/// The finding of a `begin_nested()` that nothing but the session can end.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    attribute: &'t ast::ExprAttribute,
    certainty: Certainty,
) -> Option<Finding> {
    let parent = cx.file.nodes.parent(site)?;
    match cx.file.nodes.get(parent) {
        Node::Stmt(ast::Stmt::Expr(_)) => {
            if in_recipe(cx, site) {
                return Some(Finding::manual(span(call), MESSAGE, RECIPE));
            }
            (certainty > Certainty::Named || ends_later(cx, site, attribute))
                .then(|| Finding::manual(span(call), MESSAGE, BLOCK))
        }
        Node::WithItem(_) => {
            let block = cx.file.nodes.parent(parent)?;
            let inside = ending(cx, block, attribute)?;
            Some(Finding::manual(inside, MESSAGE, INSIDE))
        }
        _ => None,
    }
}

/// The first `session.commit()` or `session.rollback()` of the same session below `root`, in the same function.
fn ending(
    cx: &Context<'_, '_>,
    root: NodeId,
    attribute: &ast::ExprAttribute,
) -> Option<alchemod_text::Span> {
    let session = cx.source(attribute.value.as_ref());
    let scopes = &cx.file.scopes;
    let own = cx.site().map(|site| scopes.of(site));
    cx.file.subtree(root).find_map(|(id, node)| {
        let Node::Expr(ast::Expr::Call(call)) = node else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        (matches!(method.attr.as_str(), "commit" | "rollback")
            && cx.source(method.value.as_ref()) == session
            && Some(scopes.of(id)) == own)
            .then(|| span(call))
    })
}

/// Whether the function of the site ends a transaction of the same session.
fn ends_later(cx: &Context<'_, '_>, site: NodeId, attribute: &ast::ExprAttribute) -> bool {
    let around = cx
        .file
        .nodes
        .ancestors(site)
        .find(|&id| function_def(cx.file.nodes.get(id)).is_some());
    around.is_some_and(|function| ending(cx, function, attribute).is_some())
}

/// Whether the site is in a listener of the ends of transactions.
fn in_recipe(cx: &Context<'_, '_>, site: NodeId) -> bool {
    cx.file.nodes.ancestors(site).any(|id| {
        function_def(cx.file.nodes.get(id)).is_some_and(|def| {
            def.decorators.iter().any(|decorator| {
                matches!(decorator, ast::Expr::Call(call)
                    if call.args.get(1).and_then(alchemod_facts::string) == Some("after_transaction_end"))
            })
        })
    })
}
