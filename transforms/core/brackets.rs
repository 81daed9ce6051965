//! Taking the brackets of a list away, so that its elements are arguments of the call around it.

use alchemod_engine::Context;
use alchemod_python::{ast, layout, span, TokenKind};
use alchemod_text::{Edit, Span};

/// The edits that take the brackets of the list or tuple `list` away; `outer` is its span with the
/// parentheses around it. If `keeps_comma`, a comma after it stays. If `hung` and the bracket ends its line,
/// its elements are to be indented by so many blanks.
pub(crate) fn unwrap(
    cx: &Context<'_, '_>,
    list: &ast::Expr,
    outer: Span,
    keeps_comma: bool,
    hung: Option<u32>,
) -> Vec<Edit> {
    let tree = cx.file.tree;
    let text = cx.text();
    let whole = span(list);
    let (opened, closed) = (whole.start, whole.end - 1);
    let inner = Span::new(opened + 1, closed);
    let tokens = tree.tokens();
    let first = tokens
        .at_or_after(inner.start)
        .filter(|token| token.span.start < inner.end);
    let Some(first) = first else {
        return [
            Span::new(outer.start, inner.start),
            Span::new(inner.end, outer.end),
        ]
        .into_iter()
        .map(Edit::delete)
        .collect();
    };
    let mut edits = Vec::new();
    let starts_line = |offset: u32| {
        let start = layout::line_start(text, offset);
        cx.slice(Span::new(start, offset))
            .trim()
            .is_empty()
            .then_some(start)
    };
    // The opening bracket, with its line if it has one of its own.
    let rest = cx.slice(Span::new(inner.start, layout::line_end(text, inner.start)));
    let mut shift = 0;
    let mut column = 0;
    match starts_line(outer.start).filter(|_| rest.trim().is_empty()) {
        Some(start) => {
            edits.push(Edit::delete(Span::new(
                start,
                layout::next_line(text, inner.start),
            )));
            column = width(cx.indent_at(first.span.start));
            let own = width(cx.slice(Span::new(start, outer.start)));
            shift = column.saturating_sub(own);
        }
        None if cx.line_of(first.span.start) == cx.line_of(opened) => {
            let gone = Span::new(outer.start, first.span.start);
            edits.push(Edit::delete(gone));
            let line = layout::line_start(text, opened);
            column = width(cx.slice(Span::new(line, first.span.start)));
            shift = width(cx.slice(gone));
        }
        None => {
            edits.push(Edit::delete(Span::new(outer.start, inner.start)));
            if let Some(own) = hung.filter(|_| ends_line(cx, list)) {
                column = width(cx.indent_at(first.span.start));
                shift = column.saturating_sub(own);
            }
        }
    }
    // The closing bracket.
    let last = tokens.before(closed);
    let trailing = last.filter(|token| token.kind == TokenKind::Comma);
    let after = tokens
        .at_or_after(outer.end)
        .filter(|token| token.kind == TokenKind::Comma && keeps_comma);
    let own_line = starts_line(closed);
    match (own_line, after) {
        (Some(start), Some(comma)) => {
            // Two commas must not meet; the one on the line before is the one to stay.
            if let (None, Some(last)) = (trailing, last) {
                edits.push(Edit::insert(last.span.end, ","));
            }
            let end = layout::line_end(text, comma.span.end);
            let is_blank = cx.slice(Span::new(comma.span.end, end)).trim().is_empty();
            edits.push(Edit::delete(if is_blank {
                Span::new(start, layout::next_line(text, comma.span.end))
            } else {
                Span::new(closed, comma.span.end)
            }));
        }
        (Some(start), None) => {
            let end = layout::line_end(text, outer.end);
            let is_blank = cx.slice(Span::new(outer.end, end)).trim().is_empty();
            edits.push(Edit::delete(if is_blank {
                Span::new(start, layout::next_line(text, outer.end))
            } else {
                Span::new(closed, outer.end)
            }));
        }
        (None, after) => {
            let drop_comma = trailing.filter(|_| {
                let followed = after.is_some();
                let same_line =
                    last.is_some_and(|l| cx.line_of(l.span.start) == cx.line_of(closed));
                followed || same_line && !is_sole(list)
            });
            let from = match drop_comma {
                Some(comma) => comma.span.start,
                None => last.map_or(inner.start, |token| token.span.end),
            };
            let has_comment = tokens.comments(Span::new(from, outer.end)).next().is_some();
            edits.push(Edit::delete(Span::new(
                if has_comment { closed } else { from },
                outer.end,
            )));
        }
    }
    let content = Span::new(inner.start, closed);
    let lines = if cx.line_of(first.span.start) == cx.line_of(opened) {
        aligned_lines(cx, content)
    } else {
        own_lines(cx, content)
    };
    edits.extend(shifted(cx, lines, column, shift));
    edits
}

/// Whether nothing stands on the line after the opening bracket of `list`.
pub(crate) fn ends_line(cx: &Context<'_, '_>, list: &ast::Expr) -> bool {
    let opened = span(list).start + 1;
    let end = layout::line_end(cx.text(), opened);
    end < span(list).end && cx.slice(Span::new(opened, end)).trim().is_empty()
}

/// Whether a starred or generator element stands alone: its comma says nothing then, but may stay.
fn is_sole(list: &ast::Expr) -> bool {
    matches!(super::arguments::elements(list), Some([]))
}

/// The width of a tab where lines are compared.
const TAB: u32 = 4;

/// The width of a text on one line.
pub(crate) fn width(text: &str) -> u32 {
    text.chars().map(|c| if c == '\t' { TAB } else { 1 }).sum()
}

/// The starts of the lines within `inner`.
fn own_lines(cx: &Context<'_, '_>, inner: Span) -> Vec<u32> {
    let mut seen = cx.line_of(inner.start);
    let first_line = cx.line_span(seen);
    let blanks = cx.slice(Span::new(first_line.start, inner.start));
    // The line after a bracket that had a line of its own is the first one.
    if blanks.trim().is_empty() && !blanks.is_empty() {
        seen -= 1;
    }
    let mut starts = Vec::new();
    for token in cx.file.tree.tokens().within(inner) {
        let line = cx.line_of(token.span.start);
        if line > seen && token.kind != TokenKind::BlankNewline {
            seen = line;
            starts.push(cx.line_span(line).start);
        }
    }
    starts
}

/// The starts of those lines within `inner` that are aligned with what stands on its first line, or with
/// what stands on another such line: they move with it.
fn aligned_lines(cx: &Context<'_, '_>, inner: Span) -> Vec<u32> {
    use TokenKind::{LeftBrace, LeftBracket, LeftParen, RightBrace, RightBracket, RightParen};
    let tokens = cx.file.tree.tokens().within(inner);
    let first_line = cx.line_of(inner.start);
    let mut starts = Vec::new();
    let (mut line, mut line_moves) = (first_line, true);
    // For each open bracket whether the lines in it move.
    let mut open = vec![true];
    for (index, token) in tokens.iter().enumerate() {
        let own = cx.line_of(token.span.start);
        if own > line && token.kind != TokenKind::BlankNewline {
            line = own;
            line_moves = open.last().copied().unwrap_or(true);
            if line_moves {
                starts.push(cx.line_span(line).start);
            }
        }
        match token.kind {
            LeftParen | LeftBracket | LeftBrace => {
                let next = tokens.get(index + 1);
                let is_followed = next.is_some_and(|t| {
                    cx.line_of(t.span.start) == own
                        && !matches!(t.kind, TokenKind::BlankNewline | TokenKind::Comment)
                });
                // A hanging indent counts from the line's own, which stays on the first line.
                open.push(line_moves && (is_followed || own > first_line));
            }
            RightParen | RightBracket | RightBrace => {
                open.pop();
            }
            _ => {}
        }
    }
    starts
}

/// Moves the lines that begin there, and are indented by at least `column`, to the left.
fn shifted(cx: &Context<'_, '_>, lines: Vec<u32>, column: u32, shift: u32) -> Vec<Edit> {
    if shift == 0 {
        return Vec::new();
    }
    lines
        .into_iter()
        .map(|start| (start, cx.indent_at(start)))
        .filter(|(_, blanks)| width(blanks) >= column)
        .map(|(start, blanks)| {
            let all = Span::new(start, start + blanks.len() as u32);
            if !blanks.contains('\t') {
                return Edit::delete(Span::new(start, start + shift));
            }
            let left = width(blanks).saturating_sub(shift);
            let tabs = "\t".repeat((left / TAB) as usize);
            let spaces = " ".repeat((left % TAB) as usize);
            Edit::replace(all, tabs + &spaces)
        })
        .collect()
}
