//! `x = Column(Integer)  # type: int`: an assignment has a type comment or an annotation, not both.

use alchemod_engine::{Context, Rewrite};
use alchemod_python::{ast, layout, span, Node, NodeId};
use alchemod_text::{Edit, Span};

/// The rewrite of an assignment that gets an annotation, without its type comment.
pub(crate) fn without(cx: &Context<'_, '_>, statement: NodeId, rewrite: Rewrite) -> Rewrite {
    let Node::Stmt(stmt @ ast::Stmt::Assign(_)) = cx.file.nodes.get(statement) else {
        return rewrite;
    };
    let Some((place, comment)) = of(cx, stmt) else {
        return rewrite;
    };
    let mut rewrite = rewrite.edit(cx.file.id, Edit::delete(place));
    rewrite.comments.push((cx.file.id, comment));
    rewrite
}

/// Whether an assignment has a type comment.
pub(crate) fn is_there(cx: &Context<'_, '_>, statement: NodeId) -> bool {
    match cx.file.nodes.get(statement) {
        Node::Stmt(stmt @ ast::Stmt::Assign(_)) => of(cx, stmt).is_some(),
        _ => false,
    }
}

/// The bytes of a statement's type comment with the blanks before it, and the whole comment.
fn of(cx: &Context<'_, '_>, stmt: &ast::Stmt) -> Option<(Span, String)> {
    let end = span(stmt).end;
    let line = Span::new(end, layout::line_end(cx.text(), end));
    let token = cx.file.tree.tokens().comments(line).next()?;
    let comment = cx.slice(token.span).trim_end();
    let said = comment
        .strip_prefix('#')?
        .trim_start()
        .strip_prefix("type:")?;
    if said.trim_start().starts_with("ignore") {
        return None;
    }
    // `# type: int  # the rest stays`
    let length = comment[1..].find('#').map_or(comment.len(), |at| at + 1);
    let start = match length == comment.len() {
        true => end,
        false => token.span.start,
    };
    let place = Span::new(start, token.span.start + length as u32);
    Some((place, comment.to_owned()))
}
