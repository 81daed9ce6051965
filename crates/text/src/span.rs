//! Byte ranges.

use std::fmt;
use std::ops::Range;

/// A half-open range of bytes in the decoded text, `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty span at `at`.
    pub const fn empty(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// Length in bytes; 0 for a span whose end lies before its start.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether no byte lies in it.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies in this span, borders included.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies in this span; its end does not.
    pub const fn contains_offset(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two have a byte in common. Spans that only touch have none, nor have empty ones.
    pub const fn intersects(self, other: Span) -> bool {
        let start = if self.start > other.start {
            self.start
        } else {
            other.start
        };
        let end = if self.end < other.end {
            self.end
        } else {
            other.end
        };
        start < end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text in this span; empty when the span is not one of `text` (out of bounds, inside a character).
    pub fn slice(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// The same as a range to index with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.range()
    }
}

impl From<Range<u32>> for Span {
    fn from(range: Range<u32>) -> Self {
        Span::new(range.start, range.end)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations() {
        let span = Span::new(2, 5);
        assert_eq!(span.len(), 3);
        assert!(span.contains(Span::new(2, 5)) && span.contains(Span::empty(5)));
        assert!(!span.contains(Span::new(1, 3)));
        assert!(span.contains_offset(2) && !span.contains_offset(5));
        assert!(span.intersects(Span::new(4, 9)));
        assert!(!span.intersects(Span::new(5, 9)) && !span.intersects(Span::empty(3)));
        assert_eq!(span.cover(Span::new(8, 9)), Span::new(2, 9));
    }

    #[test]
    fn slicing_is_safe() {
        assert_eq!(Span::new(1, 3).slice("abcd"), "bc");
        assert_eq!(Span::new(1, 9).slice("abcd"), "");
        assert_eq!(Span::new(3, 1).slice("abcd"), "");
        assert_eq!(Span::new(1, 3).slice("aé"), "é");
        assert_eq!(Span::new(2, 3).slice("aé"), "");
        assert_eq!(Span::new(3, 1).len(), 0);
    }
}
