//! The text of what moves to another class.

use alchemod_python::{ast, span, TokenKind};
use alchemod_text::{Edit, Span};

use super::Carrier;

impl<'t> Carrier<'_, '_, 't> {
    /// The text of a value with its parentheses, on one line where that loses nothing.
    pub(super) fn text(&self, value: &'t ast::Expr) -> String {
        let whole = self.whole(value);
        self.on_one_line(whole, &[])
            .unwrap_or_else(|| self.cx.slice(whole).to_owned())
    }

    pub(super) fn whole(&self, value: &'t ast::Expr) -> Span {
        let call = span(self.relationship.call);
        let bounds = Span::new(call.start, call.end - 1);
        let whole = self
            .cx
            .file
            .tree
            .tokens()
            .parenthesised(span(value), bounds);
        // Parentheses that belong to a call (`backref(x)`) are not the value's.
        let before = self.cx.file.tree.tokens().before(whole.start);
        let is_value = before.is_none_or(|token| {
            matches!(
                token.kind,
                TokenKind::Equal | TokenKind::Comma | TokenKind::LeftParen | TokenKind::Colon
            )
        });
        if is_value {
            whole
        } else {
            span(value)
        }
    }

    /// The text of `place` with `edits` (sorted) made in it, on one line unless comments or strings of several
    /// lines forbid that. `None` if edits would have to be made over several lines.
    pub(super) fn on_one_line(&self, place: Span, edits: &[Edit]) -> Option<String> {
        let text = self.cx.slice(place);
        let tokens = self.cx.file.tree.tokens().within(place);
        let is_broken = text.contains(['\n', '\r']);
        let keeps = tokens.iter().any(|token| {
            token.kind == TokenKind::Comment
                || (token.kind == TokenKind::String
                    && self.cx.slice(token.span).contains(['\n', '\r']))
        });
        if is_broken && keeps {
            return edits.is_empty().then(|| text.to_owned());
        }
        let mut line = String::new();
        let mut end = place.start;
        for token in tokens.iter().filter(|token| !token.kind.is_trivia()) {
            let edit = edits.iter().find(|edit| edit.span.contains(token.span));
            if edit.is_some_and(|edit| token.span.start > edit.span.start) {
                // A part of what is replaced already.
                end = token.span.end;
                continue;
            }
            let gap = self.cx.slice(Span::new(end, token.span.start));
            let closes = matches!(
                token.kind,
                TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace
            );
            if gap.contains(['\n', '\r', '\\']) {
                // (A tuple's last comma may be what makes it one.)
                if closes && token.kind != TokenKind::RightParen && line.ends_with(',') {
                    line.pop();
                }
                if !closes && !line.ends_with(['(', '[', '{']) && token.kind != TokenKind::Dot {
                    line.push(' ');
                }
            } else {
                line.push_str(gap);
            }
            line.push_str(edit.map_or(self.cx.slice(token.span), |edit| &edit.text));
            end = token.span.end;
        }
        Some(line)
    }
}

/// A text as a string literal; `None` if it has quotes of both kinds, or backslashes.
pub(super) fn quoted(text: &str, quote: char) -> Option<String> {
    let other = if quote == '"' { '\'' } else { '"' };
    let quote = [quote, other].into_iter().find(|q| !text.contains(*q))?;
    (!text.contains(['\\', '\n', '\r'])).then(|| format!("{quote}{text}{quote}"))
}
