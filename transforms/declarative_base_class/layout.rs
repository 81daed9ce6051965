//! The class statement in place of the assignment, with the blank lines that a class has around it.

use alchemod_engine::Context;
use alchemod_python::layout::{indentation, line_end, line_start, next_line};
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

/// The edits that put the class in place of `stmt`.
pub(super) fn edits(
    cx: &Context<'_, '_>,
    stmt: &ast::Stmt,
    id: Option<NodeId>,
    head: String,
    body_indent: &str,
    body: &[String],
    is_nested: bool,
) -> Vec<Edit> {
    let tree = cx.file.tree;
    let text = cx.text();
    let whole = span(stmt);
    let indent = indentation(tree, stmt);
    let wanted = if is_nested { 1 } else { 2 };
    let mut after = String::new();
    for line in body {
        after.push_str(&format!("\n{body_indent}{line}"));
    }
    let end = line_end(text, whole.end);
    let mut edits = vec![Edit::replace(whole, head), Edit::insert(end, after)];
    // At the next line, so that it is one and the same edit if a class comes there too.
    if let Some((offset, missing)) = missing_after(text, end, wanted, indent, is_nested) {
        edits.push(Edit::insert(offset, "\n".repeat(missing)));
    }
    let is_first = id.is_some_and(|id| is_first_in_block(cx, id));
    if !is_first {
        let top = with_comments(text, line_start(text, whole.start));
        let missing = missing_before(text, top, wanted);
        if missing > 0 {
            edits.insert(0, Edit::insert(top, "\n".repeat(missing)));
        }
    }
    edits
}

/// The start of the comment lines that touch the line at `start` from above.
fn with_comments(text: &str, start: u32) -> u32 {
    let mut top = start;
    while top > 0 {
        let above = line_start(text, top - 1);
        if !text[above as usize..top as usize]
            .trim_start()
            .starts_with('#')
        {
            break;
        }
        top = above;
    }
    top
}

fn missing_before(text: &str, top: u32, wanted: usize) -> usize {
    let above = &text[..top as usize];
    if above.trim().is_empty() {
        return 0;
    }
    let blank = above
        .lines()
        .rev()
        .take_while(|line| line.trim().is_empty())
        .count();
    wanted.saturating_sub(blank)
}

/// The next line with anything on it, and how many blank lines there are too few before it.
fn missing_after(
    text: &str,
    end: u32,
    wanted: usize,
    indent: &str,
    is_nested: bool,
) -> Option<(u32, usize)> {
    let mut offset = next_line(text, end);
    let mut blank = 0;
    while text[offset as usize..line_end(text, offset) as usize]
        .trim()
        .is_empty()
    {
        let next = next_line(text, offset);
        if next == offset {
            return None;
        }
        offset = next;
        blank += 1;
    }
    let line = &text[offset as usize..line_end(text, offset) as usize];
    let own_indent = &line[..line.len() - line.trim_start().len()];
    if is_nested && own_indent != indent {
        return None;
    }
    let missing = wanted.saturating_sub(blank);
    (missing > 0).then_some((offset, missing))
}

fn is_first_in_block(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(id) else {
        return false;
    };
    let text = cx.text();
    let above = &text[..line_start(text, nodes.get(id).span().start) as usize];
    // Nothing but blank lines and comments between the head of the block and the statement.
    let code = above
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let start = nodes.get(parent).span().start;
    code.is_some_and(|line| {
        let offset = line.as_ptr() as usize - text.as_ptr() as usize;
        let ends = line
            .split('#')
            .next()
            .unwrap_or(line)
            .trim_end()
            .ends_with(':');
        ends && offset as u32 + line.len() as u32 >= start
    })
}
