//! Whether a call runs exactly when its statement does, and what runs between it and the statement's end.

use alchemod_engine::Context;
use alchemod_python::{ast, Node, NodeId};

use super::statement::Kind;

/// Functions that do nothing which could fail between a statement and its commit.
pub(crate) const HARMLESS: &[&str] = &[
    "bool", "dict", "float", "int", "len", "list", "print", "set", "sorted", "str", "sum", "tuple",
];

/// Whether the call runs exactly when its statement does: not in a function that is called later, and not on
/// a condition.
pub(crate) fn reachable(
    cx: &Context<'_, '_>,
    statement: NodeId,
    site: NodeId,
    kind: Kind,
) -> Result<(), String> {
    let mut child = site;
    for id in cx.file.nodes.ancestors(site) {
        if id == statement {
            break;
        }
        let this = cx.file.nodes.get(child).address();
        let is = |expr: &ast::Expr| Node::Expr(expr).address() == this;
        match cx.file.nodes.get(id) {
            Node::Expr(ast::Expr::Lambda(_)) => {
                return Err("it runs in a lambda: write a function with a block".into())
            }
            Node::Expr(ast::Expr::IfExp(n)) if !is(&n.test) => {
                return Err("it runs on a condition: write an `if` statement with a block".into())
            }
            Node::Expr(ast::Expr::BoolOp(n)) if !n.values.first().is_some_and(is) => {
                return Err("it runs on a condition: write an `if` statement with a block".into())
            }
            Node::Expr(ast::Expr::Await(_) | ast::Expr::NamedExpr(_)) => {
                return Err("no block can take in this expression".into())
            }
            Node::Comprehension(_) => {
                // Only the first iterable runs once.
                let whole = cx
                    .file
                    .nodes
                    .parent(id)
                    .map(|whole| cx.file.nodes.get(whole));
                let generators = match whole {
                    Some(Node::Expr(ast::Expr::ListComp(n))) => &n.generators,
                    Some(Node::Expr(ast::Expr::SetComp(n))) => &n.generators,
                    Some(Node::Expr(ast::Expr::GeneratorExp(n))) => &n.generators,
                    Some(Node::Expr(ast::Expr::DictComp(n))) => &n.generators,
                    _ => return Err("no block can take in this expression".into()),
                };
                let is_first = generators.first().is_some_and(|first| is(&first.iter));
                if !is_first {
                    return repeated(kind);
                }
            }
            Node::Expr(ast::Expr::ListComp(_) | ast::Expr::SetComp(_) | ast::Expr::DictComp(_))
                if !matches!(cx.file.nodes.get(child), Node::Comprehension(_)) =>
            {
                return repeated(kind);
            }
            Node::Expr(ast::Expr::GeneratorExp(_))
                if !matches!(cx.file.nodes.get(child), Node::Comprehension(_)) =>
            {
                return Err("it runs in a generator: write a loop with a block".into());
            }
            Node::Stmt(_) => break,
            _ => {}
        }
        child = id;
    }
    Ok(())
}

/// What runs several times in one expression: reads may share a connection, and what is committed each time
/// may not share a transaction.
fn repeated(kind: Kind) -> Result<(), String> {
    match kind {
        Kind::Read => Ok(()),
        _ => Err(
            "it runs several times, and 1.4 commits each time: write a loop with a block in it"
                .into(),
        ),
    }
}

/// Whether nothing of weight runs between the call and the end of its statement: what runs before a commit
/// that 1.4 made at once must not fail, or wait for it.
///
/// # Errors
/// What runs there.
pub(crate) fn nothing_between(
    cx: &Context<'_, '_>,
    statement: NodeId,
    site: NodeId,
) -> Result<(), String> {
    let mut child = site;
    for id in cx.file.nodes.ancestors(site) {
        if id == statement {
            break;
        }
        let this = cx.file.nodes.get(child).address();
        if let Node::Expr(ast::Expr::Yield(_) | ast::Expr::YieldFrom(_)) = cx.file.nodes.get(id) {
            return Err(
                "what it gives is yielded before the commit: run the statement in a block before it"
                    .into(),
            );
        }
        if let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(id) {
            let is_argument = Node::Expr(&call.func).address() != this;
            let name = alchemod_facts::last_name(&call.func).unwrap_or_default();
            if is_argument && !HARMLESS.contains(&name) && !name.starts_with("assert") {
                return Err(format!(
                    "`{name}()` would run before the commit: run the statement in a block before it"
                ));
            }
        }
        child = id;
    }
    Ok(())
}
