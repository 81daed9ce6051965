//! The words that changed inside changed lines.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{capture_diff_slices_deadline, get_diff_ratio, Algorithm, DiffOp};

use crate::DiffLine;

/// Colours are a help, not the diff: a block that takes longer goes without the finest ones.
const SEARCH_TIME: Duration = Duration::from_millis(100);

/// Below this share of common words nearly everything would be marked.
const MIN_COMMON: f32 = 0.4;

/// A word of a line of a block.
struct Word<'a> {
    text: &'a str,
    line: usize,
    at: usize,
}

/// Marks in both blocks of lines the words that the other one does not have.
pub(crate) fn emphasise(removed: &mut [DiffLine], added: &mut [DiffLine]) {
    if removed.is_empty() || added.is_empty() {
        return;
    }
    let [old_marks, new_marks] = {
        let (old, new) = (words(removed), words(added));
        let (old_text, new_text) = (texts(&old), texts(&new));
        let deadline = Some(Instant::now() + SEARCH_TIME);
        let ops = capture_diff_slices_deadline(Algorithm::Patience, &old_text, &new_text, deadline);
        if get_diff_ratio(&ops, old.len(), new.len()) < MIN_COMMON {
            return;
        }
        let changed = || ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
        [
            marks(&old, changed().flat_map(|op| op.old_range())),
            marks(&new, changed().flat_map(|op| op.new_range())),
        ]
    };
    for (lines, marks) in [(removed, old_marks), (added, new_marks)] {
        for (line, range) in marks {
            mark(&mut lines[line].emphasis, range);
        }
    }
}

fn words(lines: &[DiffLine]) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    for (line, DiffLine { text, .. }) in lines.iter().enumerate() {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let len = word_len(rest);
            words.push(Word {
                text: &rest[..len],
                line,
                at,
            });
            at += len;
        }
    }
    words
}

/// Length of the name, number or run of blanks at the start of `text`, else of its first character.
fn word_len(text: &str) -> usize {
    let class = |character: char| match character {
        ' ' | '\t' => 1,
        '_' => 2,
        _ if character.is_alphanumeric() => 2,
        _ => 0,
    };
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else {
        return 0;
    };
    match class(first) {
        0 => first.len_utf8(),
        same => characters
            .find(|(_, other)| class(*other) != same)
            .map_or(text.len(), |(at, _)| at),
    }
}

fn texts<'a>(words: &[Word<'a>]) -> Vec<&'a str> {
    words.iter().map(|word| word.text).collect()
}

fn marks(words: &[Word<'_>], changed: impl Iterator<Item = usize>) -> Vec<(usize, Range<usize>)> {
    changed
        .filter_map(|index| words.get(index))
        .map(|word| (word.line, word.at..word.at + word.text.len()))
        .collect()
}

/// Adds a range, joined with the one before when they touch.
fn mark(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}
