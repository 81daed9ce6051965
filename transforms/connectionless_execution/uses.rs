//! Where a result that has a name is read.

use alchemod_engine::Context;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Span;

use crate::execution::consumption::{goes, Goes, IN_MEMORY};

/// What the uses of a result need.
pub(super) struct Uses {
    /// The index, in its block, of the last statement that uses it; `None` if none does.
    pub last: Option<usize>,
    /// Whether all uses are of what stays in memory: no rows.
    pub in_memory: bool,
}

/// The uses of `name`, which the statement `block[index]` binds to a result.
///
/// # Errors
/// Why they cannot be followed.
pub(super) fn uses_of<'t>(
    cx: &Context<'_, 't>,
    statement: NodeId,
    block: &'t [ast::Stmt],
    index: usize,
    name: &str,
) -> Result<Uses, String> {
    let scope = cx.file.scopes.of(statement);
    let Some((owner, _)) = cx.file.scopes.lookup(name, scope) else {
        return Err(format!("where `{name}` is used cannot be followed"));
    };
    if owner != cx.file.scopes.enclosing_block(scope) {
        return Err(format!("`{name}` is a name of more than this function"));
    }
    let here = span(&block[index]);
    let block_end = block.last().map_or(here.end, |last| span(last).end);
    let next = block
        .iter()
        .enumerate()
        .skip(index + 1)
        .find(|(_, stmt)| binds(stmt, name))
        .map_or(block.len(), |(at, _)| at);
    let in_loop = cx
        .file
        .nodes
        .ancestors(statement)
        .find_map(|id| match cx.file.nodes.get(id) {
            Node::Stmt(
                stmt @ (ast::Stmt::For(_) | ast::Stmt::While(_) | ast::Stmt::AsyncFor(_)),
            ) => Some(span(stmt)),
            _ => None,
        });
    let mut uses = Uses {
        last: None,
        in_memory: true,
    };
    for (id, node) in cx.file.nodes.iter() {
        let Node::Expr(ast::Expr::Name(n)) = node else {
            continue;
        };
        if n.id.as_str() != name || n.ctx != ast::ExprContext::Load {
            continue;
        }
        let from = cx.file.scopes.of(id);
        if cx.file.scopes.lookup(name, from).map(|(o, _)| o) != Some(owner) {
            continue;
        }
        if cx.file.scopes.enclosing_block(from) != owner {
            return Err(format!("`{name}` is read in a function of its own"));
        }
        let at = span(n).start;
        if at < here.start {
            let again = in_loop.is_some_and(|around| around.start <= at);
            if again && !is_bound_before(cx, id, name, in_loop) {
                return Err(format!("`{name}` is read in the next turn of the loop"));
            }
            continue;
        }
        if at < here.end {
            continue;
        }
        if at >= block_end {
            if is_bound_before(cx, id, name, Some(Span::new(here.end, u32::MAX))) {
                continue;
            }
            return Err(format!(
                "`{name}` is read outside of the block of statements that it is made in"
            ));
        }
        let position = block
            .iter()
            .position(|stmt| span(stmt).start <= at && at < span(stmt).end)
            .unwrap_or(index);
        // The statement that gives the name its next value may still read this one.
        if position > next {
            continue;
        }
        match goes(cx, id) {
            Goes::Nowhere => {}
            Goes::Name(_) => return Err(format!("`{name}` goes on under another name")),
            Goes::Away(_) => return Err(format!("`{name}` is handed on before it is read")),
        }
        let is_in_memory = cx.file.nodes.parent(id).is_some_and(|parent| {
            matches!(cx.file.nodes.get(parent), Node::Expr(ast::Expr::Attribute(a)) if IN_MEMORY.contains(&a.attr.as_str()))
        });
        uses.in_memory &= is_in_memory;
        uses.last = uses.last.max(Some(position));
    }
    Ok(uses)
}

/// Whether the statement itself gives the name another value.
fn binds(stmt: &ast::Stmt, name: &str) -> bool {
    let is = |target: &ast::Expr| matches!(target, ast::Expr::Name(n) if n.id.as_str() == name);
    match stmt {
        ast::Stmt::Assign(n) => n.targets.iter().any(is),
        ast::Stmt::AnnAssign(n) => n.value.is_some() && is(&n.target),
        _ => false,
    }
}

/// Whether a statement before the one of `id`, in one of the blocks around it and within `bounds`, gives the
/// name another value.
fn is_bound_before(cx: &Context<'_, '_>, id: NodeId, name: &str, bounds: Option<Span>) -> bool {
    let bounds = bounds.unwrap_or(Span::new(0, u32::MAX));
    let mut current = cx.file.nodes.statement(id);
    while let Some(statement) = current {
        let at = cx.file.nodes.get(statement).span().start;
        if at < bounds.start {
            return false;
        }
        let block = crate::execution::block::block_of(cx, statement).unwrap_or(&[]);
        let bound = block
            .iter()
            .any(|s| span(s).start >= bounds.start && span(s).end <= at && binds(s, name));
        if bound {
            return true;
        }
        current = cx
            .file
            .nodes
            .ancestors(statement)
            .find(|&up| matches!(cx.file.nodes.get(up), Node::Stmt(_)));
    }
    false
}
