//! Unified diffs as git writes and reads them: a line ends in `\n` only, other `\r` belong to its text.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{capture_diff_slices_deadline, group_diff_ops, Algorithm, ChangeTag, DiffOp};

use crate::emphasis::emphasise;

/// After this time the search for the shortest diff ends, and the rest is a coarser diff that is just as true.
const SEARCH_TIME: Duration = Duration::from_secs(3);

/// A unified diff of one file; displays as text that `git apply` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// Path before, with its prefix (`a/`), not quoted.
    pub old_path: String,
    /// Path after, with its prefix (`b/`), not quoted.
    pub new_path: String,
    /// The changed places, in order.
    pub hunks: Vec<Hunk>,
}

/// One changed place with the lines around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Number of the first line before (1-based), or of the line before the place when `old_count` is 0.
    pub old_start: usize,
    /// Lines of the old text that the hunk covers.
    pub old_count: usize,
    /// Number of the first line after (1-based), or of the line before the place when `new_count` is 0.
    pub new_start: usize,
    /// Lines of the new text that the hunk covers.
    pub new_count: usize,
    /// The lines, removed ones before added ones.
    pub lines: Vec<DiffLine>,
}

/// A line of a hunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// Where the line stands.
    pub kind: LineKind,
    /// Its text without the final `\n`; a `\r` before that is still there.
    pub text: String,
    /// Whether it ends in `\n`; only the last line of a text can do without.
    pub newline: bool,
    /// Byte ranges of `text` that are not in the other text. Empty until [`Diff::emphasise`], and where
    /// too little is common for it to help.
    pub emphasis: Vec<Range<usize>>,
}

/// Where a line of a diff stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// In both texts.
    Context,
    /// In the old text only.
    Removed,
    /// In the new text only.
    Added,
}

impl LineKind {
    /// The sign in the first column.
    pub const fn sign(self) -> char {
        match self {
            Self::Context => ' ',
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

/// The difference between two texts with `context` lines around each change, `None` when there is none.
///
/// The paths appear as given, so with `a/` and `b/` for `git apply`, quoted where git would quote them.
pub fn unified_diff(
    old: &str,
    new: &str,
    old_path: &str,
    new_path: &str,
    context: usize,
) -> Option<Diff> {
    if old == new {
        return None;
    }
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let deadline = Some(Instant::now() + SEARCH_TIME);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline);
    let hunks = group_diff_ops(ops, context)
        .iter()
        .map(|ops| hunk(ops, &old, &new))
        .collect();
    Some(Diff {
        old_path: old_path.to_owned(),
        new_path: new_path.to_owned(),
        hunks,
    })
}

fn hunk(ops: &[DiffOp], old: &[&str], new: &[&str]) -> Hunk {
    let changes = ops.iter().flat_map(|op| op.iter_changes(old, new));
    let lines: Vec<DiffLine> = changes
        .map(|change| line(change.tag(), change.value()))
        .collect();
    let count = |other: LineKind| lines.iter().filter(|line| line.kind != other).count();
    let (old_count, new_count) = (count(LineKind::Added), count(LineKind::Removed));
    let first = |start: usize, count: usize| if count == 0 { start } else { start + 1 };
    let (old_at, new_at) = ops
        .first()
        .map_or((0, 0), |op| (op.old_range().start, op.new_range().start));
    Hunk {
        old_start: first(old_at, old_count),
        old_count,
        new_start: first(new_at, new_count),
        new_count,
        lines,
    }
}

fn line(tag: ChangeTag, value: &str) -> DiffLine {
    let kind = match tag {
        ChangeTag::Equal => LineKind::Context,
        ChangeTag::Delete => LineKind::Removed,
        ChangeTag::Insert => LineKind::Added,
    };
    let text = value.strip_suffix('\n').unwrap_or(value);
    DiffLine {
        kind,
        text: text.to_owned(),
        newline: text.len() < value.len(),
        emphasis: Vec::new(),
    }
}

impl Diff {
    /// Finds the words that changed inside the changed lines; takes longer than the diff itself.
    pub fn emphasise(&mut self) {
        for hunk in &mut self.hunks {
            for block in hunk.lines.chunk_by_mut(|a, b| {
                // A removed line after an added one begins the next block.
                a.kind == b.kind || (a.kind == LineKind::Removed && b.kind == LineKind::Added)
            }) {
                let added = block.partition_point(|line| line.kind == LineKind::Removed);
                let (removed, added) = block.split_at_mut(added);
                if added.iter().all(|line| line.kind == LineKind::Added) {
                    emphasise(removed, added);
                }
            }
        }
    }

    /// The `---` and `+++` lines, without line ends.
    pub fn header(&self) -> [String; 2] {
        [
            format!("--- {}", quoted(&self.old_path)),
            format!("+++ {}", quoted(&self.new_path)),
        ]
    }

    /// Number of added and of removed lines.
    pub fn counts(&self) -> (usize, usize) {
        let count = |kind| {
            self.hunks
                .iter()
                .flat_map(|hunk| &hunk.lines)
                .filter(|line| line.kind == kind)
                .count()
        };
        (count(LineKind::Added), count(LineKind::Removed))
    }
}

impl Hunk {
    /// The `@@` line, without line end.
    pub fn header(&self) -> String {
        let range = |start: usize, count: usize| match count {
            1 => start.to_string(),
            _ => format!("{start},{count}"),
        };
        let (old, new) = (
            range(self.old_start, self.old_count),
            range(self.new_start, self.new_count),
        );
        format!("@@ -{old} +{new} @@")
    }
}

/// What a diff says below a line that has no line end.
pub(crate) const NO_NEWLINE: &str = "\\ No newline at end of file";

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.header() {
            writeln!(f, "{line}")?;
        }
        for hunk in &self.hunks {
            writeln!(f, "{}", hunk.header())?;
            for line in &hunk.lines {
                writeln!(f, "{line}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for DiffLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.sign(), self.text)?;
        if !self.newline {
            write!(f, "\n{NO_NEWLINE}")?;
        }
        Ok(())
    }
}

/// A path as git writes it in the header of a diff: quoted like a C string when it holds special
/// characters, followed by a tab when it holds a space, so that readers know where it ends.
fn quoted(path: &str) -> String {
    let special = |byte: u8| !(b' '..0x7F).contains(&byte) || byte == b'"' || byte == b'\\';
    let mut out = path.to_owned();
    if path.bytes().any(special) {
        out = String::from("\"");
        for byte in path.bytes() {
            match ESCAPES.iter().find(|(escaped, _)| *escaped == byte) {
                Some((_, letter)) => out.extend(['\\', *letter]),
                None if special(byte) => out.push_str(&format!("\\{byte:03o}")),
                None => out.push(char::from(byte)),
            }
        }
        out.push('"');
    }
    if path.contains(' ') {
        out.push('\t');
    }
    out
}

/// Bytes that have a letter of their own in a quoted path.
const ESCAPES: &[(u8, char)] = &[
    (0x07, 'a'),
    (0x08, 'b'),
    (b'\t', 't'),
    (b'\n', 'n'),
    (0x0B, 'v'),
    (0x0C, 'f'),
    (b'\r', 'r'),
    (b'"', '"'),
    (b'\\', '\\'),
];
