//! Text to tree.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use rustpython_parser::{lexer, Mode};

use crate::depth::Depth;
use crate::feed::run;
use crate::fields::Context;
use crate::mend::{mend_lazy_imports, Mender, NodeMut};
use crate::scan::scan;
use crate::scanned::Scan;
use crate::{ast, span, Style, Token, TokenKind, Tokens};

/// A parsed file: its text, syntax tree and tokens.
#[derive(Debug)]
pub struct Tree {
    text: String,
    body: Vec<ast::Stmt>,
    tokens: Tokens,
    style: OnceLock<Style>,
}

impl Tree {
    /// How the file is written; found once.
    pub(crate) fn style(&self, find: impl FnOnce() -> Style) -> &Style {
        self.style.get_or_init(find)
    }

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

/// Parses a module. Deeply nested text costs stack: call it (and drop its result) on a thread
/// with a stack of [`crate::STACK_SIZE`].
///
/// # Errors
/// [`SyntaxError`] if the text is not Python, or is nested deeper than [`crate::MAX_DEPTH`].
pub fn parse(text: String) -> Result<Tree, SyntaxError> {
    if text.len() > MAX_LENGTH {
        return Err(SyntaxError {
            message: "the file is larger than 1 GB".to_owned(),
            offset: 0,
        });
    }
    let mut scan = scan(&text)?;
    let patched = patch(&text, &scan.patches);
    let marker = marker(scan.markers_used)?;
    let context = Context {
        text: &text,
        patched: patched.as_ref().map_or(text.as_bytes(), |p| p.as_slice()),
        marker,
        needs_mending: scan.needs_mending,
    };
    let strings = std::mem::take(&mut scan.strings);
    let mut blanked = None;
    if !strings.is_empty() {
        let mut bytes = context.patched.to_vec();
        context.blank_fields(&mut bytes, 0, &strings);
        blanked = Some(bytes);
    }
    let fields = context.parse(strings)?;
    let source = match blanked.or(patched).map(String::from_utf8) {
        None => Cow::Borrowed(text.as_str()),
        Some(Ok(source)) => Cow::Owned(source),
        // patches replace whole characters, so this does not come up
        Some(Err(_)) => Cow::Borrowed(text.as_str()),
    };

    let mut tokens = Vec::with_capacity(text.len() / 4);
    let mut depth = Depth::new();
    let lexer = lexer::lex(&source, Mode::Module);
    let tree = run(lexer, Mode::Module, &mut tokens, &mut depth, &fields.depths)?;
    let ast::Mod::Module(module) = tree else {
        return Err(SyntaxError {
            message: "not a module".to_owned(),
            offset: 0,
        });
    };
    let mut body = module.body;
    restore_tokens(&mut tokens, &scan);
    tokens.shrink_to_fit();
    let tokens = Tokens::new(tokens, fields.tokens);
    if scan.needs_mending || !fields.strings.is_empty() || !scan.patches.is_empty() {
        let mut mender = Mender {
            text: &text,
            tokens: &tokens,
            marker,
            strings: fields.strings,
            except_commas: &scan.except_commas,
            renamed: &scan.renamed,
        };
        for stmt in &mut body {
            mender.mend(NodeMut::Stmt(stmt));
        }
    }
    if !scan.lazy_imports.is_empty() {
        mend_lazy_imports(&mut body, &scan.lazy_imports);
    }
    Ok(Tree {
        text,
        body,
        tokens,
        style: OnceLock::new(),
    })
}

/// Offsets are `u32`, and the parser adds to them.
const MAX_LENGTH: usize = 1 << 30;

/// The text with its patches, of equal length; `None` if there are none.
fn patch(text: &str, patches: &[(u32, u32, u8)]) -> Option<Vec<u8>> {
    if patches.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for (start, end, byte) in patches {
        bytes[*start as usize..*end as usize].fill(*byte);
    }
    Some(bytes)
}

/// A noncharacter that no string of the text holds, to stand for fields.
fn marker(used: u32) -> Result<char, SyntaxError> {
    char::from_u32(0xFDD0 + (!used).trailing_zeros())
        .filter(|_| used != u32::MAX)
        .ok_or_else(|| SyntaxError {
            message: "strings hold all noncharacters from U+FDD0 to U+FDEF".to_owned(),
            offset: 0,
        })
}

/// Gives patched tokens the kind that they have in the original.
fn restore_tokens(tokens: &mut Vec<Token>, scan: &Scan) {
    let mut set = |offsets: &[u32], kind: TokenKind| {
        for offset in offsets {
            match tokens.binary_search_by_key(offset, |t| t.span.start) {
                Ok(index) => tokens[index].kind = kind,
                // `except A,:` was parsed with a blank in place of the comma
                Err(index) => {
                    let span = alchemod_text::Span::new(*offset, offset + 1);
                    tokens.insert(index, Token { kind, span });
                }
            }
        }
    };
    set(&scan.except_commas, TokenKind::Comma);
    set(&scan.default_equals, TokenKind::Equal);
    set(&scan.lazy_imports, TokenKind::Name);
    if !scan.lazy_imports.is_empty() {
        // the semicolon after `pass` is a blank after `lazy`
        tokens.retain(|t| {
            t.kind != TokenKind::Semicolon
                || t.span.start < 4
                || scan
                    .lazy_imports
                    .binary_search(&(t.span.start - 4))
                    .is_err()
        });
    }
}
