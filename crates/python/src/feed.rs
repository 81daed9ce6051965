//! Hands the lexer's tokens to the parser, keeping a note of each on the way.

use alchemod_text::Span;
use rustpython_parser::lexer::{LexResult, LexicalError, LexicalErrorType};
use rustpython_parser::{Mode, Tok};

use crate::ast;
use crate::depth::{Depth, TOO_DEEP};
use crate::{SyntaxError, Token, TokenKind};

/// The offset of an f-string and the depth of the deepest of its fields.
pub(crate) type Nested = (u32, u32);

struct Feed<'a, I> {
    lexer: I,
    tokens: &'a mut Vec<Token>,
    depth: &'a mut Depth,
    nested: std::iter::Peekable<std::slice::Iter<'a, Nested>>,
}

impl<I: Iterator<Item = LexResult>> Iterator for Feed<'_, I> {
    type Item = LexResult;

    fn next(&mut self) -> Option<LexResult> {
        let item = self.lexer.next()?;
        let Ok((token, range)) = &item else {
            return Some(item);
        };
        let span = Span::new(range.start().to_u32(), range.end().to_u32());
        let mut inside = 0;
        if let Tok::String { .. } = token {
            if let Some((_, depth)) = self.nested.next_if(|(start, _)| *start == span.start) {
                inside = *depth;
            }
        }
        if !self.depth.accept(token, inside) {
            return Some(Err(LexicalError {
                error: LexicalErrorType::OtherError(TOO_DEEP.to_owned()),
                location: range.start(),
            }));
        }
        self.tokens.push(Token {
            kind: TokenKind::of(token),
            span,
        });
        Some(item)
    }
}

/// Parses what `lexer` yields; all its tokens end up in `tokens`, the depth in `depth`.
///
/// # Errors
/// What is wrong, if it is no Python, and if it is nested too deeply.
pub(crate) fn run(
    lexer: impl Iterator<Item = LexResult>,
    mode: Mode,
    tokens: &mut Vec<Token>,
    depth: &mut Depth,
    nested: &[Nested],
) -> Result<ast::Mod, SyntaxError> {
    let feed = Feed {
        lexer,
        tokens,
        depth,
        nested: nested.iter().peekable(),
    };
    rustpython_parser::parse_tokens(feed, mode, "").map_err(|error| SyntaxError {
        message: error.error.to_string(),
        offset: error.offset.to_u32(),
    })
}
