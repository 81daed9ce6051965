//! Comments by which users tell alchemod to leave a line or a file alone:
//! `# alchemod: ignore`, `# alchemod: ignore[code, name]`, `# alchemod: skip-file`.

use alchemod_text::{LineIndex, Span};

use crate::layout::line_start;
use crate::{TokenKind, Tree};

/// The suppression comments of a file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Suppressions {
    skip_file: Option<Span>,
    /// By line.
    lines: Vec<Suppression>,
    malformed: Vec<Span>,
}

/// A comment that suppresses findings on its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The line that it is on, from 1.
    pub line: u32,
    /// The codes or names that it is for; `None` for all.
    pub codes: Option<Vec<String>>,
    /// The comment.
    pub span: Span,
}

impl Suppression {
    fn covers(&self, names: &[&str]) -> bool {
        match &self.codes {
            None => true,
            Some(codes) => codes
                .iter()
                .any(|code| names.iter().any(|name| code.eq_ignore_ascii_case(name))),
        }
    }
}

/// What one comment says.
#[derive(Debug, PartialEq)]
enum Directive {
    Ignore(Option<Vec<String>>),
    SkipFile,
    Malformed,
}

impl Suppressions {
    /// Reads the comments of `tree`.
    pub fn of(tree: &Tree) -> Suppressions {
        let text = tree.text();
        let mut found = Suppressions::default();
        if !text.contains("alchemod:") {
            return found;
        }
        let index = LineIndex::new(text);
        let comments = tree.tokens().all().iter();
        for comment in comments.filter(|t| t.kind == TokenKind::Comment) {
            let span = comment.span;
            for directive in directives(span.slice(text)) {
                match directive {
                    Directive::Ignore(codes) => found.lines.push(Suppression {
                        line: index.line_of(span.start),
                        codes,
                        span,
                    }),
                    // at the top level only: one in a block is too easily overlooked
                    Directive::SkipFile if line_start(text, span.start) == span.start => {
                        found.skip_file = Some(span);
                    }
                    Directive::SkipFile | Directive::Malformed => found.malformed.push(span),
                }
            }
        }
        found
    }

    /// Reads the comments of a text that is no Python: whatever follows a `#`.
    pub fn of_text(text: &str) -> Suppressions {
        let mut found = Suppressions::default();
        let mut start = 0;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            if let Some((before, comment)) = line.split_once('#') {
                let at = start + before.len() as u32;
                let span = Span::new(at, at + comment.len() as u32);
                for directive in directives(comment) {
                    match directive {
                        Directive::Ignore(codes) => found.lines.push(Suppression {
                            line: number,
                            codes,
                            span,
                        }),
                        Directive::SkipFile => found.skip_file = Some(span),
                        Directive::Malformed => found.malformed.push(span),
                    }
                }
            }
            start += line.len() as u32;
        }
        found
    }

    /// The comment that asks to skip the whole file.
    pub fn skip_file(&self) -> Option<Span> {
        self.skip_file
    }

    /// All comments that suppress findings on their line, in order.
    pub fn all(&self) -> &[Suppression] {
        &self.lines
    }

    /// Comments that start with `alchemod:` but say nothing known, or ask to skip the file from
    /// within a block: they have no effect, which users should be told.
    pub fn malformed(&self) -> &[Span] {
        &self.malformed
    }

    /// The comment that suppresses a finding which spans the lines `first` to `last` and goes by
    /// `names` (its code, its transform's name). It must stand on the first or the last line.
    pub fn find(&self, first: u32, last: u32, names: &[&str]) -> Option<&Suppression> {
        let mut lines = self.lines.iter();
        lines.find(|s| (s.line == first || s.line == last) && s.covers(names))
    }
}

/// What a comment says to us. It may follow others: `# noqa  # alchemod: ignore`.
fn directives(comment: &str) -> impl Iterator<Item = Directive> + '_ {
    comment
        .split('#')
        .filter_map(|part| part.trim_start().strip_prefix("alchemod:"))
        .map(|said| directive(said.trim()))
}

fn directive(said: &str) -> Directive {
    let (word, rest) = match said.find(|c: char| c.is_whitespace() || c == '[') {
        Some(at) => said.split_at(at),
        None => (said, ""),
    };
    let rest = rest.trim_start();
    match (word, rest.strip_prefix('[')) {
        ("skip-file", None) => Directive::SkipFile,
        // what follows is the user's reason
        ("ignore", None) => Directive::Ignore(None),
        ("ignore", Some(list)) => {
            let Some((codes, _reason)) = list.split_once(']') else {
                return Directive::Malformed;
            };
            let codes: Vec<String> = codes
                .split(',')
                .map(|code| code.trim().to_owned())
                .filter(|code| !code.is_empty())
                .collect();
            if codes.is_empty() {
                return Directive::Malformed;
            }
            Directive::Ignore(Some(codes))
        }
        _ => Directive::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn of(text: &str) -> Suppressions {
        Suppressions::of(&parse(text.to_owned()).expect("Python"))
    }

    #[test]
    fn wording() {
        let codes =
            |list: &[&str]| Directive::Ignore(Some(list.iter().map(|c| c.to_string()).collect()));
        let cases = [
            ("# alchemod: ignore", Directive::Ignore(None)),
            ("#alchemod:ignore because", Directive::Ignore(None)),
            (
                "# noqa: E1  # alchemod: ignore[A1, b-c]",
                codes(&["A1", "b-c"]),
            ),
            ("# alchemod: ignore [A1,] old code", codes(&["A1"])),
            ("# alchemod: skip-file", Directive::SkipFile),
            ("# alchemod: ignore[", Directive::Malformed),
            ("# alchemod: ignore[ ]", Directive::Malformed),
            ("# alchemod: ignored", Directive::Malformed),
            ("# alchemod:", Directive::Malformed),
        ];
        for (comment, expected) in cases {
            let found: Vec<Directive> = directives(comment).collect();
            assert_eq!(found, [expected], "{comment}");
        }
        assert_eq!(directives("# noqa").count(), 0);
        assert_eq!(directives("# about alchemod: ignore").count(), 0);
    }

    #[test]
    fn lines() {
        let found = of("a(  # alchemod: ignore[X1]\n  b,\n  c)  # alchemod: ignore\nd\n");
        assert!(found.find(1, 2, &["X1", "some-name"]).is_some());
        assert!(found.find(1, 2, &["x1"]).is_some());
        assert!(found.find(1, 2, &["X2"]).is_none());
        assert!(found.find(1, 3, &["X2"]).is_some());
        assert!(found.find(2, 2, &["X1"]).is_none());
        assert!(found.find(4, 4, &["X1"]).is_none());
        assert!(of("x = '# alchemod: ignore'").all().is_empty());
    }

    #[test]
    fn other_texts() {
        let text = "a==1\nb==2  # alchemod: ignore[X1] later\n# alchemod: skip-file\n";
        let found = Suppressions::of_text(text);
        assert!(found.find(2, 2, &["X1"]).is_some());
        assert!(found.find(1, 1, &["X1"]).is_none());
        assert!(found.skip_file().is_some());
        assert!(Suppressions::of_text("a==1  # about alchemod\n")
            .all()
            .is_empty());
    }

    #[test]
    fn whole_files() {
        assert!(of("import a\n# alchemod: skip-file\n")
            .skip_file()
            .is_some());
        let inner = of("if a:\n    # alchemod: skip-file\n    pass\n");
        assert!(inner.skip_file().is_none());
        assert_eq!(inner.malformed().len(), 1);
        assert!(of("import a  # alchemod: ignore\n").skip_file().is_none());
    }
}
