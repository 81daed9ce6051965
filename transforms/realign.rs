//! Continuation lines that are aligned with an opening bracket stay aligned when the text before
//! it changes its width.

use alchemod_engine::Context;
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::{ast, layout, span, TokenKind};
use alchemod_text::{Edit, Span};

/// The edits that move the lines of `call` along with its opening parenthesis, given the other
/// `edits` of the rewrite. None if the lines are not aligned with the first argument: hanging
/// indents stay right by themselves.
pub(crate) fn realign(cx: &Context<'_, '_>, call: &ast::ExprCall, edits: &[Edit]) -> Vec<Edit> {
    let tree = cx.file.tree;
    let Some(inside) = inside_parentheses(tree, call) else {
        return Vec::new();
    };
    let first_line = cx.line_of(inside.start);
    let lines: Vec<Span> = (first_line + 1..=cx.line_of(span(call).end))
        .map(|line| cx.line_span(line))
        .filter(|&line| !cx.slice(line).trim().is_empty())
        .collect();
    let Some(first) = tree.tokens().at_or_after(inside.start) else {
        return Vec::new();
    };
    let line_start = layout::line_start(cx.text(), inside.start);
    let column = width(cx, Span::new(line_start, first.span.start));
    let is_aligned = cx.line_of(first.span.start) == first_line
        && lines.iter().all(|&line| indent(cx, line) >= column)
        && lines
            .first()
            .is_some_and(|&line| indent(cx, line) == column);
    if !is_aligned || lines.iter().any(|&line| cx.slice(line).starts_with('\t')) {
        return Vec::new();
    }
    let grown: i64 = edits
        .iter()
        .filter(|edit| edit.span.start >= line_start && edit.span.end <= inside.start)
        .map(|edit| edit.text.chars().count() as i64 - width(cx, edit.span) as i64)
        .sum();
    let may_move = |line: &Span| {
        let in_string = tree.tokens().within(inside).iter().any(|token| {
            token.kind == TokenKind::String
                && token.span.start < line.start
                && line.start < token.span.end
        });
        let in_edit = edits
            .iter()
            .any(|edit| edit.span.start < line.start && line.start < edit.span.end);
        !in_string && !in_edit
    };
    lines
        .iter()
        .filter(|line| may_move(line))
        .filter_map(|line| match grown {
            0 => None,
            1.. => Some(Edit::insert(line.start, " ".repeat(grown as usize))),
            _ => {
                let gone = grown.unsigned_abs() as u32;
                Some(Edit::delete(Span::new(line.start, line.start + gone)))
            }
        })
        .collect()
}

/// The width of the blanks that a line begins with.
fn indent(cx: &Context<'_, '_>, line: Span) -> usize {
    let text = cx.slice(line);
    text.len() - text.trim_start_matches(' ').len()
}

/// How many characters a span has.
fn width(cx: &Context<'_, '_>, span: Span) -> usize {
    cx.slice(span).chars().count()
}
