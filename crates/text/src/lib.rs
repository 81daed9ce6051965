//! The text algebra: sources with their encoding, byte spans, edits and how groups of them compose,
//! maps between the text before and after, lines, and unified diffs.
//!
//! All offsets are byte offsets (`u32`) into the decoded text without its byte order mark. Lines and
//! columns are 1-based; columns count characters. The crate knows no Python beyond the coding cookie of PEP 263.

mod codec;
mod compose;
mod cookie;
mod diff;
mod edit;
mod emphasis;
mod encoding;
mod encoding_error;
mod lines;
mod nesting;
mod source;
mod source_map;
mod span;

pub use compose::{compose, Composer, Composition};
pub use diff::{unified_diff, Diff, DiffLine, Hunk, LineKind};
pub use edit::{apply, Anchor, Edit, EditError};
pub use encoding::Encoding;
pub use encoding_error::{DecodeError, EncodeError};
pub use lines::{convert_newlines, LineIndex, Newline};
pub use source::Source;
pub use source_map::{SourceMap, SourceMaps};
pub use span::Span;
