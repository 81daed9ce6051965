//! One change of a text, and applying a sorted list of them.

use std::error::Error;
use std::fmt;

use crate::Span;

/// Where an insertion stands among the insertions at the same offset: closings first (inner before
/// outer), then plain ones in the order of their groups, then openings (outer before inner).
///
/// It says nothing for an edit that replaces bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Belongs to no bracket.
    Plain,
    /// Opens a bracket that is closed at `until`.
    Opens {
        /// Offset at which the bracket closes.
        until: u32,
    },
    /// Closes a bracket that was opened at `since`.
    Closes {
        /// Offset at which the bracket opens.
        since: u32,
    },
}

/// A byte range and the text that takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The bytes that go; empty for an insertion.
    pub span: Span,
    /// The text that comes.
    pub text: String,
    /// The order among insertions at the same offset.
    pub anchor: Anchor,
}

impl Edit {
    /// Puts `text` in place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
            anchor: Anchor::Plain,
        }
    }

    /// Takes `span` away.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Puts `text` at offset `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::empty(at), text)
    }

    /// Puts `before` and `after` around `span`, nesting with other wraps: an opening at its start and a
    /// closing at its end. Of several wraps of one span the first one is the outermost.
    ///
    /// Around an empty span both texts are one plain insertion, and the second edit does nothing.
    pub fn wrap(span: Span, before: impl Into<String>, after: impl Into<String>) -> [Self; 2] {
        let (mut before, after) = (before.into(), after.into());
        if span.is_empty() {
            before.push_str(&after);
            return [
                Self::insert(span.start, before),
                Self::insert(span.start, ""),
            ];
        }
        [
            Self {
                anchor: Anchor::Opens { until: span.end },
                ..Self::insert(span.start, before)
            },
            Self {
                anchor: Anchor::Closes { since: span.start },
                ..Self::insert(span.end, after)
            },
        ]
    }

    /// Whether it takes no bytes away.
    pub fn is_insertion(&self) -> bool {
        self.span.start == self.span.end
    }

    /// Whether it changes nothing whatever the text is.
    pub fn is_noop(&self) -> bool {
        self.is_insertion() && self.text.is_empty()
    }
}

/// Why edits could not be applied. It tells of a bug in whoever made them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The span ends behind the text or before its own start.
    OutOfBounds {
        /// The span of the edit.
        span: Span,
        /// Length of the text in bytes.
        len: usize,
    },
    /// The offset lies inside a character.
    NotCharBoundary {
        /// The offset.
        offset: u32,
    },
    /// Two edits take the same bytes, or one inserts into the bytes that the other takes.
    Overlap {
        /// The earlier edit.
        first: Span,
        /// The later edit.
        second: Span,
    },
    /// The second edit belongs before the first.
    Unsorted {
        /// The edit that came first.
        first: Span,
        /// The edit that came second.
        second: Span,
    },
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfBounds { span, len } => {
                write!(
                    f,
                    "edit of bytes {span} does not fit the text of {len} bytes"
                )
            }
            Self::NotCharBoundary { offset } => {
                write!(f, "edit at byte {offset} would split a character")
            }
            Self::Overlap { first, second } => {
                write!(f, "edits of bytes {first} and {second} overlap")
            }
            Self::Unsorted { first, second } => {
                write!(
                    f,
                    "edit of bytes {second} comes after that of {first}, but belongs before it"
                )
            }
        }
    }
}

impl Error for EditError {}

/// Applies `edits` to `text`. They must be sorted as [`crate::compose`] sorts them: by offset, insertions
/// before the replacement that starts there.
///
/// # Errors
/// [`EditError`] when an edit does not fit the text or the one before it.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    check(text, edits)?;
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut done = 0;
    for edit in edits {
        out.push_str(Span::new(done, edit.span.start).slice(text));
        out.push_str(&edit.text);
        done = edit.span.end;
    }
    out.push_str(text.get(done as usize..).unwrap_or(""));
    Ok(out)
}

fn check(text: &str, edits: &[Edit]) -> Result<(), EditError> {
    let mut last = Span::empty(0);
    for edit in edits {
        let span = edit.span;
        if span.start > span.end || span.end as usize > text.len() {
            return Err(EditError::OutOfBounds {
                span,
                len: text.len(),
            });
        }
        for offset in [span.start, span.end] {
            if !text.is_char_boundary(offset as usize) {
                return Err(EditError::NotCharBoundary { offset });
            }
        }
        if span.start < last.end {
            let (first, second) = (last, span);
            let belongs_before =
                span.start < last.start || (span.start == last.start && span.is_empty());
            return Err(if belongs_before {
                EditError::Unsorted { first, second }
            } else {
                EditError::Overlap { first, second }
            });
        }
        last = span;
    }
    Ok(())
}
