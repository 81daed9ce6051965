//! `try: ...; session.commit()`, `except: session.rollback(); raise`, `finally: session.close()`.

use alchemod_engine::Context;
use alchemod_python::{ast, span, Node, NodeId};

/// The statement that takes care of a session.
pub(super) struct Block<'t> {
    /// The `try` statement.
    pub whole: &'t ast::Stmt,
    /// Where its colon ends.
    pub body: u32,
    /// The end of the last statement before the commit.
    pub kept: u32,
}

/// The block that follows the statement that makes the session `name`.
pub(super) fn after<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    made: &'t ast::Stmt,
    name: &str,
) -> Option<Block<'t>> {
    let file = cx.file;
    let parent = file.nodes.parent(site);
    let whole = match parent.map(|id| file.nodes.get(id)) {
        Some(Node::Stmt(parent)) => next_in(lists(parent), made)?,
        None => next_in(vec![file.tree.body()], made)?,
        _ => return None,
    };
    let ast::Stmt::Try(block) = whole else {
        return None;
    };
    let ([.., last, commit], [handler], [], [close]) = (
        block.body.as_slice(),
        block.handlers.as_slice(),
        block.orelse.as_slice(),
        block.finalbody.as_slice(),
    ) else {
        return None;
    };
    let ast::ExceptHandler::ExceptHandler(handler) = handler;
    let [rollback, ast::Stmt::Raise(raise)] = handler.body.as_slice() else {
        return None;
    };
    let catches_all = match handler.type_.as_deref() {
        None => true,
        Some(ast::Expr::Name(n)) => matches!(n.id.as_str(), "BaseException" | "Exception"),
        Some(_) => false,
    };
    let is_shape = catches_all
        && raise.exc.is_none()
        && is_call(commit, name, "commit")
        && is_call(rollback, name, "rollback")
        && is_call(close, name, "close");
    if !is_shape || !is_plain(cx, &block.body[..block.body.len() - 1], name) {
        return None;
    }
    let first = span(block.body.first()?).start;
    let colon = cx.slice(alchemod_text::Span::new(span(whole).start, first));
    let body = span(whole).start + colon.find(':')? as u32 + 1;
    Some(Block {
        whole,
        body,
        kept: span(last).end,
    })
}

/// The lists of statements in a statement.
fn lists(stmt: &ast::Stmt) -> Vec<&[ast::Stmt]> {
    match stmt {
        ast::Stmt::FunctionDef(n) => vec![&n.body],
        ast::Stmt::If(n) => vec![&n.body, &n.orelse],
        ast::Stmt::For(n) => vec![&n.body, &n.orelse],
        ast::Stmt::While(n) => vec![&n.body, &n.orelse],
        ast::Stmt::With(n) => vec![&n.body],
        ast::Stmt::Try(n) => vec![&n.body, &n.orelse, &n.finalbody],
        _ => Vec::new(),
    }
}

fn next_in<'t>(lists: Vec<&'t [ast::Stmt]>, stmt: &ast::Stmt) -> Option<&'t ast::Stmt> {
    lists.into_iter().find_map(|list| {
        let at = list.iter().position(|one| std::ptr::eq(one, stmt))?;
        list.get(at + 1)
    })
}

/// `name.method()` as a statement.
fn is_call(stmt: &ast::Stmt, name: &str, method: &str) -> bool {
    let ast::Stmt::Expr(stmt) = stmt else {
        return false;
    };
    let ast::Expr::Call(call) = stmt.value.as_ref() else {
        return false;
    };
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return false;
    };
    call.args.is_empty()
        && call.keywords.is_empty()
        && attribute.attr.as_str() == method
        && matches!(attribute.value.as_ref(), ast::Expr::Name(n) if n.id.as_str() == name)
}

/// What of a session leaves its transaction alone.
const METHODS: &[&str] = &[
    "add", "add_all", "delete", "execute", "expire", "expunge", "flush", "get", "merge", "query",
    "refresh", "scalar", "scalars",
];

/// Whether the statements run to their end, or raise, and use nothing of the session that ends its transaction:
/// without that, a block ends as the `try` did.
fn is_plain(cx: &Context<'_, '_>, body: &[ast::Stmt], name: &str) -> bool {
    let (Some(first), Some(last)) = (body.first(), body.last()) else {
        return false;
    };
    let (start, end) = (span(first).start, span(last).end);
    let nodes = &cx.file.nodes;
    nodes
        .iter()
        .filter(|(_, node)| node.span().start >= start && node.span().end <= end)
        .all(|(id, node)| match node {
            Node::Stmt(
                ast::Stmt::Return(_)
                | ast::Stmt::Break(_)
                | ast::Stmt::Continue(_)
                | ast::Stmt::FunctionDef(_)
                | ast::Stmt::AsyncFunctionDef(_),
            )
            | Node::Expr(
                ast::Expr::Yield(_)
                | ast::Expr::YieldFrom(_)
                | ast::Expr::Await(_)
                | ast::Expr::Lambda(_),
            ) => false,
            Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name => {
                let parent = nodes.parent(id).map(|id| nodes.get(id));
                matches!(parent, Some(Node::Expr(ast::Expr::Attribute(used)))
                    if METHODS.contains(&used.attr.as_str()))
            }
            _ => true,
        })
}
