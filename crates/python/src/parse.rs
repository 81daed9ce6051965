//! Text to tree.

use std::fmt;

use rustpython_parser::{lexer, Mode};

use crate::{ast, span, Token, TokenKind, Tokens};

/// A parsed file: its text, syntax tree and tokens.
#[derive(Debug)]
pub struct Tree {
    text: String,
    body: Vec<ast::Stmt>,
    tokens: Tokens,
}

impl Tree {
    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The statements of the module.
    pub fn body(&self) -> &[ast::Stmt] {
        &self.body
    }

    /// All tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The source text of a node.
    pub fn source(&self, node: &impl ast::Ranged) -> &str {
        span(node).slice(&self.text)
    }
}

/// Why a text is not Python, and where (byte offset).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, in a few words.
    pub message: String,
    /// Byte offset of the error.
    pub offset: u32,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// Parses a module.
///
/// # Errors
/// [`SyntaxError`] if the text is not Python.
pub fn parse(text: String) -> Result<Tree, SyntaxError> {
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let mut lexed = Vec::with_capacity(text.len() / 4);
    for item in lexer::lex(&text, Mode::Module) {
        if let Ok((token, range)) = &item {
            tokens.push(Token {
                kind: TokenKind::of(token),
                span: alchemod_text::Span::new(range.start().to_u32(), range.end().to_u32()),
            });
        }
        lexed.push(item);
    }
    let parsed = rustpython_parser::parse_tokens(lexed, Mode::Module, "<module>");
    match parsed {
        Ok(ast::Mod::Module(module)) => Ok(Tree {
            text,
            body: module.body,
            tokens: Tokens::new(tokens),
        }),
        Ok(_) => unreachable!("Mode::Module yields a module"),
        Err(error) => Err(SyntaxError {
            message: error.error.to_string(),
            offset: error.offset.to_u32(),
        }),
    }
}
