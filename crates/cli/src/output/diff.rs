//! The diff: for `git apply`, or for eyes.

use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;

use alchemod_text::{unified_diff, Diff, DiffLine, Encoding, LineKind};

use crate::locate::git_root;
use crate::output::style::{self, Paint};
use crate::plan::Change;
use crate::trouble::one_line;

const CONTEXT_LINES: usize = 3;

/// Writes the diff of all changes. Paths are seen from the root of the git repository in which `base` lies, or
/// else from the current directory, or if that is beside the files from `base`.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(
    out: &mut dyn Write,
    changes: &[&Change<'_>],
    base: &Path,
    cwd: &Path,
    paint: Paint,
) -> io::Result<()> {
    let all_here = || {
        changes
            .iter()
            .all(|change| change.file.path.starts_with(cwd))
    };
    let root = match git_root(base) {
        Some(root) => root,
        None if all_here() => cwd,
        None => base,
    };
    let one = |change: &&Change<'_>| {
        let path = match change.file.path.strip_prefix(root) {
            Ok(below) => below,
            Err(_) => &change.file.shown,
        };
        let path = path.to_string_lossy();
        let path = match cfg!(windows) {
            true => path.replace('\\', "/"),
            false => path.into_owned(),
        };
        let mut bytes = Vec::new();
        match paint.on {
            true => write_colored(&mut bytes, change, &path)?,
            false => write_plain(&mut bytes, change, &path)?,
        }
        Ok(bytes)
    };
    let diffs: Vec<io::Result<Vec<u8>>> = changes.par_iter().map(one).collect();
    diffs
        .into_iter()
        .try_for_each(|bytes| out.write_all(&bytes?))
}

fn diff_of(old: &str, new: &str, path: &str) -> Option<Diff> {
    unified_diff(
        old,
        new,
        &format!("a/{path}"),
        &format!("b/{path}"),
        CONTEXT_LINES,
    )
}

/// The bytes that `git apply` needs: those of the file, in its own encoding and with its byte order mark.
fn write_plain(out: &mut dyn Write, change: &Change<'_>, path: &str) -> io::Result<()> {
    let source = &change.file.source;
    if source.encoding() == Encoding::Utf8 && !source.has_bom() {
        return match diff_of(source.text(), change.text, path) {
            Some(diff) => write!(out, "{diff}"),
            None => Ok(()),
        };
    }
    // One character for each byte and back again; paths in the header are ASCII, or quoted so.
    let old = source.encode(source.text()).unwrap_or_default();
    let wide = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|&byte| char::from(byte))
            .collect::<String>()
    };
    let Some(diff) = diff_of(&wide(&old), &wide(&change.bytes), path) else {
        return Ok(());
    };
    let narrow = |character: char| u8::try_from(u32::from(character)).unwrap_or(b'?');
    let bytes: Vec<u8> = diff.to_string().chars().map(narrow).collect();
    out.write_all(&bytes)
}

fn write_colored(out: &mut dyn Write, change: &Change<'_>, path: &str) -> io::Result<()> {
    let Some(mut diff) = diff_of(change.file.source.text(), change.text, path) else {
        return Ok(());
    };
    diff.emphasise();
    let paint = Paint { on: true };
    for line in diff.header() {
        writeln!(
            out,
            "{}",
            paint.with(style::BOLD, one_line(line.trim_end()))
        )?;
    }
    for hunk in &diff.hunks {
        writeln!(out, "{}", paint.with(style::HUNK, hunk.header()))?;
        for line in &hunk.lines {
            writeln!(out, "{}", colored_line(line))?;
        }
    }
    Ok(())
}

fn colored_line(line: &DiffLine) -> String {
    let paint = Paint { on: true };
    let (plain, strong) = match line.kind {
        LineKind::Context => return format!(" {}", visible(&line.text)),
        LineKind::Removed => (style::REMOVED, style::REMOVED_WORD),
        LineKind::Added => (style::ADDED, style::ADDED_WORD),
    };
    let mut out = paint.with(plain, line.kind.sign());
    let mut at = 0;
    for range in &line.emphasis {
        out.push_str(&piece(paint, plain, &line.text, at..range.start));
        out.push_str(&piece(paint, strong, &line.text, range.clone()));
        at = range.end;
    }
    out.push_str(&piece(paint, plain, &line.text, at..line.text.len()));
    out
}

fn piece(paint: Paint, style: anstyle::Style, text: &str, range: std::ops::Range<usize>) -> String {
    match text.get(range) {
        None | Some("") => String::new(),
        Some(text) => paint.with(style, visible(text)),
    }
}

/// Text of a file without what steers a terminal.
fn visible(text: &str) -> String {
    let text = text.strip_suffix('\r').unwrap_or(text);
    let steers = |character: char| character.is_control() && character != '\t';
    match text.contains(steers) {
        false => text.to_owned(),
        true => text
            .chars()
            .map(|character| match steers(character) {
                true => char::REPLACEMENT_CHARACTER,
                false => character,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_mark_words_and_nothing_of_the_file_steers_the_terminal() {
        let diff = diff_of(
            "x = old(1)\r\n# \u{1b}[2J\r\n",
            "x = new(1)\r\n# \u{1b}[2J\r\n",
            "a.py",
        );
        let mut diff = diff.expect("they differ");
        diff.emphasise();
        let lines: Vec<String> = diff.hunks[0].lines.iter().map(colored_line).collect();
        let red = style::REMOVED;
        let strong = style::REMOVED_WORD;
        assert_eq!(
            lines[0],
            format!("{red}-{red:#}{red}x = {red:#}{strong}old{strong:#}{red}(1){red:#}")
        );
        assert_eq!(lines[2], " # \u{fffd}[2J");
        assert!(lines.iter().all(|line| !line.contains('\r')));
    }
}
