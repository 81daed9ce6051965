//! Lines, columns and line ends. A line ends in `\n`, `\r\n` or a lone `\r`, as Python reads them.

use std::borrow::Cow;

use memchr::{memchr, memchr2_iter};

use crate::Span;

/// Where the lines of a text begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    /// Offset of each line's first byte; the first is 0.
    starts: Vec<u32>,
    /// Length of the text.
    end: u32,
}

impl LineIndex {
    /// Reads the lines of `text`. After a final line end comes one more, empty line.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let after_ends = memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
            .map(|at| offset_of(at + 1));
        Self {
            starts: std::iter::once(0).chain(after_ends).collect(),
            end: offset_of(text.len()),
        }
    }

    /// Number of lines, at least 1.
    pub fn line_count(&self) -> u32 {
        offset_of(self.starts.len())
    }

    /// The line (1-based) in which `offset` lies; the last one for offsets behind the text.
    pub fn line_of(&self, offset: u32) -> u32 {
        offset_of(self.starts.partition_point(|&start| start <= offset))
    }

    /// Offset of the first byte of `line` (1-based); the end of the text for lines behind the last.
    pub fn line_start(&self, line: u32) -> u32 {
        let index = line.saturating_sub(1) as usize;
        self.starts.get(index).copied().unwrap_or(self.end)
    }

    /// The bytes of `line` (1-based) with its line end.
    pub fn line_span(&self, line: u32) -> Span {
        Span::new(
            self.line_start(line),
            self.line_start(line.saturating_add(1)),
        )
    }

    /// Line and column of `offset`, both 1-based, the column in characters. `text` must be the indexed text.
    pub fn line_column(&self, text: &str, offset: u32) -> (u32, u32) {
        let line = self.line_of(offset);
        let start = self.line_start(line) as usize;
        let before = text
            .as_bytes()
            .get(start..(offset as usize).min(text.len()))
            .unwrap_or(&[]);
        // Every byte that does not continue a character begins one.
        let characters = before.iter().filter(|&&byte| (byte as i8) >= -64).count();
        (line, offset_of(characters).saturating_add(1))
    }
}

fn offset_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A line end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Newline {
    /// `\n`
    #[default]
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r`
    Cr,
}

impl Newline {
    /// The line end that most lines of `text` have; of equals `\n` before `\r\n` before `\r`, so `\n` for
    /// a text without any.
    pub fn detect(text: &str) -> Self {
        let bytes = text.as_bytes();
        // Nearly every file: without `\r` there is nothing to count.
        if memchr(b'\r', bytes).is_none() {
            return Self::Lf;
        }
        let (mut lf, mut crlf, mut cr) = (0usize, 0usize, 0usize);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => crlf += 1,
                b'\r' => cr += 1,
                _ if at > 0 && bytes[at - 1] == b'\r' => {}
                _ => lf += 1,
            }
        }
        if lf >= crlf && lf >= cr {
            Self::Lf
        } else if crlf >= cr {
            Self::CrLf
        } else {
            Self::Cr
        }
    }

    /// The bytes of the line end.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// `text` with all its line ends made `newline`; for text about to be inserted.
pub fn convert_newlines(text: &str, newline: Newline) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if memchr2_iter(b'\n', b'\r', bytes).next().is_none() {
        return Cow::Borrowed(text);
    }
    let index = LineIndex::new(text);
    let mut out = String::with_capacity(text.len() + index.starts.len());
    for line in 1..=index.line_count() {
        let line = index.line_span(line).slice(text);
        let content = line.trim_end_matches(['\r', '\n']);
        out.push_str(content);
        if content.len() < line.len() {
            out.push_str(newline.as_str());
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_line_ends() {
        let text = "a\nb\r\nc\rd\r\r\n";
        let index = LineIndex::new(text);
        assert_eq!(index.starts, [0, 2, 5, 7, 9, 11]);
        assert_eq!(index.line_column(text, 0), (1, 1));
        assert_eq!(index.line_column(text, 3), (2, 2));
        assert_eq!(index.line_column(text, 4), (2, 3));
        assert_eq!(index.line_column(text, 5), (3, 1));
        assert_eq!(index.line_column(text, 11), (6, 1));
        assert_eq!(index.line_column(text, 99), (6, 1));
        assert_eq!(index.line_start(3), 5);
        assert_eq!(index.line_start(99), 11);
        assert_eq!(index.line_span(2).slice(text), "b\r\n");
        assert_eq!(LineIndex::new("").line_count(), 1);
    }

    #[test]
    fn columns_count_characters() {
        let text = "x\nä€😀z";
        let index = LineIndex::new(text);
        let z = text.find('z').map(offset_of).unwrap_or(0);
        assert_eq!(index.line_column(text, z), (2, 4));
    }

    #[test]
    fn the_dominant_newline() {
        for (text, newline) in [
            ("", Newline::Lf),
            ("a\nb\r\n", Newline::Lf),
            ("a\r\nb\r\nc\n", Newline::CrLf),
            ("a\rb\rc\n", Newline::Cr),
            ("a\rb\r\n", Newline::CrLf),
        ] {
            assert_eq!(Newline::detect(text), newline, "{text:?}");
        }
    }

    #[test]
    fn converting() {
        let text = "a\nb\r\n\rc\r\r";
        assert_eq!(convert_newlines(text, Newline::Lf), "a\nb\n\nc\n\n");
        assert_eq!(
            convert_newlines(text, Newline::CrLf),
            "a\r\nb\r\n\r\nc\r\n\r\n"
        );
        assert_eq!(convert_newlines(text, Newline::Cr), "a\rb\r\rc\r\r");
        assert!(matches!(
            convert_newlines("plain", Newline::CrLf),
            Cow::Borrowed("plain")
        ));
    }
}
