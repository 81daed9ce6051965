//! Requirements that an image is built with.

use super::entry::{parse, Entry};
use super::files::lines;

/// What `pip install` and its like are given in the instructions of a Dockerfile. A requirement without quotes whose
/// range begins with `<` or `>` is none: the shell writes to a file of that name.
pub(super) fn installed(text: &str) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    let mut in_command = false;
    let mut is_continued = false;
    for (at, line) in lines(text) {
        if line.trim_start().starts_with('#') {
            continue;
        }
        if !is_continued {
            in_command = false;
        }
        is_continued = line.trim_end().ends_with('\\');
        for word in line.split_whitespace() {
            match word.trim_matches(['"', '\'', ',', '[', ']']) {
                "install" | "add" => in_command = true,
                "&&" | ";" | "||" => in_command = false,
                _ if in_command => found.extend(requirement(word, line, at)),
                _ => {}
            }
        }
    }
    found
}

fn requirement<'t>(word: &'t str, line: &str, at: usize) -> Option<Entry<'t>> {
    let bare = word.trim_matches(['"', '\'', ',', '[', ']', ';']);
    let offset = bare.as_ptr() as usize - line.as_ptr() as usize;
    let entry = parse(bare, at + offset)?;
    let is_quoted = word.starts_with(['"', '\'']);
    (is_quoted || !entry.range.starts_with(['<', '>'])).then_some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed() {
        let text = "FROM python:3.11\nENV SQLALCHEMY=1.4\nRUN pip install --no-cache-dir \\\n    # the old one\n                        'sqlalchemy<2' \\\n    alembic==1.6.5 && echo sqlalchemy==1.4\nRUN pip install databases<0.9\n                    RUN [\"pip\", \"install\", \"SQLAlchemy==1.4.54\"]\n";
        let found = installed(text);
        let spans: Vec<&str> = found.iter().map(|entry| entry.span.slice(text)).collect();
        assert_eq!(
            spans,
            ["sqlalchemy<2", "alembic==1.6.5", "SQLAlchemy==1.4.54"]
        );
    }
}
