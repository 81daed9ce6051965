//! Python source to syntax tree and tokens. Knows no SQLAlchemy.
//!
//! This is the only crate that names the parser; everything above it uses the re-exports of
//! [`ast`], so that another parser is a change to this crate alone. All offsets are `u32` byte
//! offsets into the decoded text (without BOM).

pub mod arguments;
pub mod chain;
mod depth;
mod feed;
mod fields;
mod glance;
mod index;
pub mod layout;
mod mend;
pub mod names;
mod node;
mod parse;
mod scan;
mod scanned;
mod style;
mod suppress;
pub mod tokens;
mod walk;

/// The syntax tree's node types.
pub mod ast {
    pub use rustpython_ast::*;
}

pub use depth::{MAX_DEPTH, STACK_SIZE};
pub use glance::looks_valid;
pub use index::{NodeId, Nodes};
pub use node::{span, Node};
pub use parse::{parse, SyntaxError, Tree};
pub use style::Style;
pub use suppress::{Suppression, Suppressions};
pub use tokens::{Token, TokenKind, Tokens};
