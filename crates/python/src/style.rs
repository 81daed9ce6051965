//! How a file is written, so that new text looks like the old.

use crate::{TokenKind, Tree};

/// The style of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// The quote that most plain strings have: `'` or `"`.
    pub quote: char,
    /// One level of indentation: a tab, or blanks.
    pub indent: String,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            quote: '"',
            indent: " ".repeat(4),
        }
    }
}

impl Style {
    /// The style of `tree`; where the text does not tell, that of [`Style::default`].
    pub fn of(tree: &Tree) -> Style {
        tree.style(|| Style::read(tree)).clone()
    }

    fn read(tree: &Tree) -> Style {
        let (mut single, mut double) = (0u32, 0u32);
        // the indentation of each open block, and how often each unit was met
        let mut levels = vec![""];
        let mut units: Vec<(&str, u32)> = Vec::new();
        for token in tree.tokens().all() {
            let text = token.span.slice(tree.text());
            match token.kind {
                TokenKind::String => {
                    let quoted = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                    let triple = quoted.starts_with("\"\"\"") || quoted.starts_with("'''");
                    // a string that holds the other quote had no choice
                    let free =
                        quoted.len() < 2 || !quoted[1..quoted.len() - 1].contains(['\'', '"']);
                    if !triple && free {
                        single += u32::from(quoted.starts_with('\''));
                        double += u32::from(quoted.starts_with('"'));
                    }
                }
                TokenKind::Indent => {
                    let outer = levels.last().copied().unwrap_or_default();
                    levels.push(text);
                    if let Some(unit) = text.strip_prefix(outer).filter(|unit| !unit.is_empty()) {
                        match units.iter_mut().find(|(known, _)| *known == unit) {
                            Some((_, count)) => *count += 1,
                            None => units.push((unit, 1)),
                        }
                    }
                }
                TokenKind::Dedent => {
                    levels.pop();
                }
                _ => {}
            }
        }
        // the first of those that are met most often
        let unit = units.iter().rev().max_by_key(|(_, count)| *count);
        let default = Style::default();
        Style {
            quote: if single > double { '\'' } else { default.quote },
            indent: unit.map_or(default.indent, |(unit, _)| (*unit).to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn style(text: &str) -> (char, String) {
        let style = Style::of(&parse(text.to_owned()).expect("Python"));
        (style.quote, style.indent)
    }

    #[test]
    fn quotes() {
        assert_eq!(style("").0, '"');
        assert_eq!(style("x = 'a', 'b', \"c\"").0, '\'');
        assert_eq!(style("x = 'a', \"b\"").0, '"');
        assert_eq!(style("'''a'''\n'''b'''\nx = \"c\"").0, '"');
        assert_eq!(
            style("x = rb'a', f'{b}', \"it's\", \"it's\", \"it's\"").0,
            '\''
        );
    }

    #[test]
    fn indents() {
        assert_eq!(style("x").1, "    ");
        assert_eq!(style("if x:\n\tif y:\n\t\tz\n").1, "\t");
        assert_eq!(style("if x:\n  if y:\n    z\nif x:\n  y\n").1, "  ");
        assert_eq!(style("if x:\n   y\nif x:\n  y\nif x:\n  y\n").1, "  ");
        // continuation lines are no indentation
        assert_eq!(style("f(a,\n      b)\nif x:\n    y\n").1, "    ");
    }
}
