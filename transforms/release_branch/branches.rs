//! `if SQLALCHEMY_2: ... else: ...` as a statement.

use alchemod_engine::Context;
use alchemod_facts::{function_def, leaves};
use alchemod_python::{ast, layout, span, Node, NodeId, TokenKind};
use alchemod_text::{Edit, Span};

/// The edits that leave what is taken of an `if` statement. `None` if its lines do not part cleanly.
pub(super) fn cut(
    cx: &Context<'_, '_>,
    site: NodeId,
    stmt: &ast::Stmt,
    branch: &ast::StmtIf,
    answer: bool,
) -> Option<Vec<Edit>> {
    if yields(cx, site) {
        return None;
    }
    if cx.source(stmt).starts_with("elif") {
        return cut_elif(cx, stmt, branch, answer);
    }
    if layout::shares_line(cx.file.tree, stmt) {
        return None;
    }
    match (answer, branch.orelse.as_slice()) {
        (true, _) => {
            let end = match leaves(&branch.body) {
                true => last_of_block(cx, site, stmt)?,
                false => span(stmt).end,
            };
            unwrap(cx, stmt, &branch.body, end)
        }
        (false, []) => remove(cx, site, stmt),
        (false, [next]) if cx.source(next).starts_with("elif") => {
            let rest = Span::new(span(stmt).start, span(next).start + 2);
            Some(vec![Edit::delete(rest)])
        }
        (false, rest) => unwrap(cx, stmt, rest, span(stmt).end),
    }
}

/// Whether the function around the statement yields: without its dead `yield` it would be no generator.
fn yields(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let function = nodes
        .ancestors(site)
        .find(|&id| function_def(nodes.get(id)).is_some());
    function.is_some_and(|function| {
        cx.file.subtree(function).any(|(_, node)| {
            matches!(
                node,
                Node::Expr(ast::Expr::Yield(_) | ast::Expr::YieldFrom(_))
            )
        })
    })
}

/// `elif SQLALCHEMY_2:` is `else:`; what is never taken goes.
fn cut_elif(
    cx: &Context<'_, '_>,
    stmt: &ast::Stmt,
    branch: &ast::StmtIf,
    answer: bool,
) -> Option<Vec<Edit>> {
    let whole = span(stmt);
    if answer {
        let colon = colon_before(cx, branch.body.first()?)?;
        let last = layout::line_end(cx.text(), span(branch.body.last()?).end);
        let mut edits = vec![Edit::replace(Span::new(whole.start, colon), "else")];
        if !branch.orelse.is_empty() {
            edits.push(Edit::delete(Span::new(
                last,
                layout::line_end(cx.text(), whole.end),
            )));
        }
        return Some(edits);
    }
    let end = match branch.orelse.as_slice() {
        [] => {
            return Some(vec![Edit::delete(layout::statement_lines(
                cx.file.tree,
                stmt,
            ))])
        }
        [next] if cx.source(next).starts_with("elif") => span(next).start,
        rest => else_before(cx, rest.first()?)?,
    };
    Some(vec![Edit::delete(Span::new(whole.start, end))])
}

/// The end of the last statement of the function that an `if` statement stands in, if it stands there directly:
/// nothing runs after a branch that leaves the function.
fn last_of_block(cx: &Context<'_, '_>, site: NodeId, stmt: &ast::Stmt) -> Option<u32> {
    let parent = cx.file.nodes.parent(site).map(|id| cx.file.nodes.get(id));
    let last = match parent {
        Some(Node::Stmt(ast::Stmt::FunctionDef(n))) => n.body.last()?,
        Some(Node::Stmt(ast::Stmt::AsyncFunctionDef(n))) => n.body.last()?,
        _ => stmt,
    };
    Some(span(last).end)
}

/// Takes away the whole statement.
fn remove(cx: &Context<'_, '_>, site: NodeId, stmt: &ast::Stmt) -> Option<Vec<Edit>> {
    Some(vec![match is_alone(cx, site) {
        true => Edit::replace(span(stmt), "pass"),
        false => Edit::delete(layout::lines_to_delete(cx.file.tree, stmt)),
    }])
}

/// Whether the statement is all that its block holds.
fn is_alone(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let Some(parent) = cx.file.nodes.parent(site) else {
        return false;
    };
    let here = cx.file.nodes.get(site).stmt();
    let is_only = |body: &[ast::Stmt]| matches!((body, here), ([only], Some(here)) if std::ptr::eq(only, here));
    match cx.file.nodes.get(parent) {
        Node::Stmt(stmt) => match stmt {
            ast::Stmt::FunctionDef(n) => is_only(&n.body),
            ast::Stmt::AsyncFunctionDef(n) => is_only(&n.body),
            ast::Stmt::ClassDef(n) => is_only(&n.body),
            ast::Stmt::If(n) => is_only(&n.body) || is_only(&n.orelse),
            ast::Stmt::For(n) => is_only(&n.body) || is_only(&n.orelse),
            ast::Stmt::AsyncFor(n) => is_only(&n.body) || is_only(&n.orelse),
            ast::Stmt::While(n) => is_only(&n.body) || is_only(&n.orelse),
            ast::Stmt::With(n) => is_only(&n.body),
            ast::Stmt::AsyncWith(n) => is_only(&n.body),
            ast::Stmt::Try(n) => is_only(&n.body) || is_only(&n.orelse) || is_only(&n.finalbody),
            _ => true,
        },
        _ => true,
    }
}

/// Leaves the lines of `body`, which is a block of `stmt`, moved to the left; the statement ends at `end`.
fn unwrap(
    cx: &Context<'_, '_>,
    stmt: &ast::Stmt,
    body: &[ast::Stmt],
    end: u32,
) -> Option<Vec<Edit>> {
    let (tree, text) = (cx.file.tree, cx.text());
    let (first, last) = (body.first()?, body.last()?);
    if layout::line_start(text, span(first).start) == layout::line_start(text, span(stmt).start)
        || colon_line(cx, first)? == cx.line_of(span(first).start)
    {
        return None;
    }
    let outer = layout::indentation(tree, stmt);
    let inner = layout::indentation(tree, first);
    let gone = inner.strip_prefix(outer)?.len();
    let mut start = layout::next_line(text, colon_before(cx, first)?);
    while cx.slice(cx.line_span(cx.line_of(start))).trim().is_empty() {
        start = layout::next_line(text, start);
    }
    let kept = Span::new(start, layout::line_end(text, span(last).end));
    let mut edits = vec![Edit::delete(Span::new(
        layout::line_start(text, span(stmt).start),
        kept.start,
    ))];
    for line in cx.line_of(kept.start)..=cx.line_of(kept.end) {
        let line = cx.line_span(line);
        if in_string(cx, line.start) {
            continue;
        }
        let blanks = cx
            .slice(line)
            .bytes()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let here = gone.min(blanks.saturating_sub(outer.len()).min(gone)) as u32;
        if here > 0 {
            let from = line.start + outer.len() as u32;
            edits.push(Edit::delete(Span::new(from, from + here)));
        }
    }
    let end = layout::line_end(text, end);
    if end > kept.end {
        edits.push(Edit::delete(Span::new(kept.end, end)));
    }
    Some(edits)
}

/// Whether a line starts within a string, whose text must stay.
fn in_string(cx: &Context<'_, '_>, start: u32) -> bool {
    let tokens = cx.file.tree.tokens().all();
    let after = tokens.partition_point(|token| token.span.start < start);
    after.checked_sub(1).is_some_and(|before| {
        let token = tokens[before];
        token.kind == TokenKind::String && start < token.span.end
    })
}

/// The offset of the colon before the first statement of a block.
fn colon_before(cx: &Context<'_, '_>, first: &ast::Stmt) -> Option<u32> {
    let tokens = cx.file.tree.tokens();
    let mut token = tokens.before(layout::statement_start(cx.file.tree, first))?;
    while token.kind != TokenKind::Colon {
        if !token.kind.is_trivia() && token.kind != TokenKind::Newline {
            return None;
        }
        token = tokens.before(token.span.start)?;
    }
    Some(token.span.start)
}

fn colon_line(cx: &Context<'_, '_>, first: &ast::Stmt) -> Option<u32> {
    colon_before(cx, first).map(|colon| cx.line_of(colon))
}

/// The offset of the `else` before the first statement of its block.
fn else_before(cx: &Context<'_, '_>, first: &ast::Stmt) -> Option<u32> {
    let colon = colon_before(cx, first)?;
    let token = cx.file.tree.tokens().before(colon)?;
    (cx.slice(token.span) == "else").then_some(token.span.start)
}
