//! Offsets of one text in another that was made from it.

use crate::{Edit, Span};

/// Maps offsets between a text and what sorted edits made of it. Monotone in both directions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    changes: Vec<Change>,
}

/// A span before and the span that stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    old: Span,
    new: Span,
}

impl SourceMap {
    /// The map of one application of `edits`, which must be sorted as for [`crate::apply`].
    pub fn new(edits: &[Edit]) -> Self {
        let mut changes: Vec<Change> = Vec::with_capacity(edits.len());
        let mut last = Change {
            old: Span::empty(0),
            new: Span::empty(0),
        };
        for edit in edits {
            let start = last
                .new
                .end
                .saturating_add(edit.span.start.saturating_sub(last.old.end));
            let len = u32::try_from(edit.text.len()).unwrap_or(u32::MAX);
            last = Change {
                old: edit.span,
                new: Span::new(start, start.saturating_add(len)),
            };
            changes.push(last);
        }
        Self { changes }
    }

    /// The offset in the original of `offset` in the new text. Inserted text maps to its insertion point,
    /// the inside of a replacement to the start of what it replaced.
    pub fn to_original(&self, offset: u32) -> u32 {
        map(&self.changes, offset, |change| (change.new, change.old))
    }

    /// The offset in the new text of `offset` in the original: that of the character which stood there, so
    /// after what was inserted there. The inside of a replaced span maps to the start of the replacement.
    pub fn to_new(&self, offset: u32) -> u32 {
        map(&self.changes, offset, |change| (change.old, change.new))
    }

    /// The span in the original that the span of the new text came from. A span that ends inside a
    /// replacement takes the whole of what was replaced.
    pub fn span_to_original(&self, span: Span) -> Span {
        map_span(&self.changes, span, |change| (change.new, change.old))
    }

    /// The span in the new text of a span of the original, without what was inserted at its borders.
    pub fn span_to_new(&self, span: Span) -> Span {
        map_span(&self.changes, span, |change| (change.old, change.new))
    }

    /// This map, and then that of edits of the new text.
    pub fn then(self, later: SourceMap) -> SourceMaps {
        SourceMaps {
            maps: vec![self, later],
        }
    }
}

fn map(changes: &[Change], offset: u32, sides: impl Fn(&Change) -> (Span, Span)) -> u32 {
    let next = changes.partition_point(|change| sides(change).0.start <= offset);
    let Some(change) = next.checked_sub(1).and_then(|last| changes.get(last)) else {
        return offset;
    };
    let (from, to) = sides(change);
    if offset < from.end {
        to.start
    } else {
        to.end.saturating_add(offset - from.end)
    }
}

/// Where a span that ends at `offset` ends on the other side: before what stands at `offset`.
fn map_end(changes: &[Change], offset: u32, sides: impl Fn(&Change) -> (Span, Span)) -> u32 {
    let next = changes.partition_point(|change| sides(change).0.start < offset);
    let Some(change) = next.checked_sub(1).and_then(|last| changes.get(last)) else {
        return offset;
    };
    let (from, to) = sides(change);
    to.end.saturating_add(offset.saturating_sub(from.end))
}

fn map_span(
    changes: &[Change],
    span: Span,
    sides: impl Fn(&Change) -> (Span, Span) + Copy,
) -> Span {
    let start = map(changes, span.start, sides);
    if span.is_empty() {
        return Span::empty(start);
    }
    Span::new(start, map_end(changes, span.end, sides).max(start))
}

/// The maps of several applications, one after the other. Empty, it maps each offset to itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMaps {
    maps: Vec<SourceMap>,
}

impl SourceMaps {
    /// The map of no application.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the map of edits of the last text.
    pub fn push(&mut self, later: SourceMap) {
        self.maps.push(later);
    }

    /// The same with one application more.
    pub fn then(mut self, later: SourceMap) -> Self {
        self.push(later);
        self
    }

    /// The offset in the first text of `offset` in the last, as [`SourceMap::to_original`].
    pub fn to_original(&self, offset: u32) -> u32 {
        self.maps
            .iter()
            .rev()
            .fold(offset, |offset, map| map.to_original(offset))
    }

    /// The offset in the last text of `offset` in the first, as [`SourceMap::to_new`].
    pub fn to_new(&self, offset: u32) -> u32 {
        self.maps
            .iter()
            .fold(offset, |offset, map| map.to_new(offset))
    }

    /// The span in the first text that the span of the last came from.
    pub fn span_to_original(&self, span: Span) -> Span {
        self.maps
            .iter()
            .rev()
            .fold(span, |span, map| map.span_to_original(span))
    }

    /// The span in the last text of a span of the first.
    pub fn span_to_new(&self, span: Span) -> Span {
        self.maps
            .iter()
            .fold(span, |span, map| map.span_to_new(span))
    }
}

impl From<SourceMap> for SourceMaps {
    fn from(map: SourceMap) -> Self {
        Self { maps: vec![map] }
    }
}
