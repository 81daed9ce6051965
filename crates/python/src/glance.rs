//! Whether a text looks like Python, told without parsing it.
//!
//! Files that cannot matter to a run are most of a project. They are not parsed, but one that is broken is to be
//! named all the same, so each is looked at like this: brackets, strings and indentation must be right, operands
//! must have operators between them, and statements the colons that they need. What fails is parsed, so that only
//! the parser says that a file is broken. What passes may still be no Python, in ways that do not show here
//! (`f() = 1`): nothing depends on it, since nothing in such a file is read or changed.

/// More tokens than this without a comma between them may be nested too deeply.
const LONGEST_RUN: u32 = 2_000;

/// More open brackets than this may be nested too deeply.
const DEEPEST: usize = 100;

/// What a token is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The start of a logical line.
    Start,
    Name,
    Number,
    String,
    /// A keyword that is an operand: `None`.
    Constant,
    /// Any other keyword.
    Keyword,
    Open,
    Close,
    Comma,
    Colon,
    Dot,
    /// An operator that may stand before an operand alone: `-`, `**`.
    Prefix,
    /// `*`, which may stand without any operand.
    Star,
    /// An operator that needs operands on both sides.
    Infix,
    /// `;`
    Semicolon,
}

/// Keywords that are operands.
const CONSTANTS: &[&[u8]] = &[b"False", b"None", b"True"];

/// Keywords that are not, and names that begin statements which look like two names in a row.
const KEYWORDS: &[&[u8]] = &[
    b"and",
    b"as",
    b"assert",
    b"async",
    b"await",
    b"break",
    b"class",
    b"continue",
    b"def",
    b"del",
    b"elif",
    b"else",
    b"except",
    b"finally",
    b"for",
    b"from",
    b"global",
    b"if",
    b"import",
    b"in",
    b"is",
    b"lambda",
    b"nonlocal",
    b"not",
    b"or",
    b"pass",
    b"raise",
    b"return",
    b"try",
    b"while",
    b"with",
    b"yield",
];

/// Names that are keywords where they begin a line.
const SOFT_KEYWORDS: &[&[u8]] = &[b"case", b"lazy", b"match", b"type"];

/// Keywords whose statements have a colon.
const COMPOUND: &[&[u8]] = &[
    b"async", b"class", b"def", b"elif", b"else", b"except", b"finally", b"for", b"if", b"try",
    b"while", b"with",
];

/// Whether nothing in the text shows that it is no Python.
pub fn looks_valid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut glance = Glance {
        bytes: bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes),
        at: 0,
        open: Vec::new(),
        indents: vec![0],
        last: Kind::Start,
        needs_colon: false,
        has_colon: false,
        forbids_comma: false,
        is_import: false,
        opens_block: false,
        run: 0,
    };
    glance.text().is_some()
}

/// Where a look at a text stands. Its functions give `None` for what does not look like Python.
struct Glance<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The closing brackets that are awaited.
    open: Vec<u8>,
    indents: Vec<usize>,
    last: Kind,
    /// Whether the statement that the line begins with has a colon, as it must, and what else is known of it.
    needs_colon: bool,
    has_colon: bool,
    /// Whether a comma outside of brackets would be Python 2: `except A, b:`
    forbids_comma: bool,
    /// Whether it begins with `from`: dots are of a relative import.
    is_import: bool,
    /// Whether the line before ended in a colon.
    opens_block: bool,
    /// Tokens since the last comma.
    run: u32,
}

impl Glance<'_> {
    fn text(&mut self) -> Option<()> {
        self.indentation()?;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\x0c' => self.at += 1,
                b'\n' | b'\r' => self.line_end()?,
                b'#' => self.comment(),
                b'\\' => self.continuation()?,
                b'\'' | b'"' => self.string()?,
                b'0'..=b'9' => self.number()?,
                b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => self.word()?,
                b'.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => self.number()?,
                _ => self.sign(byte)?,
            }
        }
        self.finish_line()?;
        (self.open.is_empty() && !self.opens_block).then_some(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    fn skip_line_end(&mut self) {
        let is_pair = self.bytes[self.at..].starts_with(b"\r\n");
        self.at += 1 + usize::from(is_pair);
    }

    fn continuation(&mut self) -> Option<()> {
        self.at += 1;
        matches!(self.peek(0)?, b'\n' | b'\r').then(|| self.skip_line_end())
    }

    fn line_end(&mut self) -> Option<()> {
        self.skip_line_end();
        if self.open.is_empty() {
            self.finish_line()?;
            self.indentation()?;
        }
        Some(())
    }

    /// What a logical line must have had at its end.
    fn finish_line(&mut self) -> Option<()> {
        if self.last == Kind::Start {
            return Some(());
        }
        let is_finished = !matches!(self.last, Kind::Infix | Kind::Prefix | Kind::Dot);
        let has_colon = self.has_colon || !self.needs_colon;
        self.opens_block = self.last == Kind::Colon;
        self.last = Kind::Start;
        self.run = 0;
        (self.open.is_empty() && is_finished && has_colon).then_some(())
    }

    /// The blanks before a line, empty lines left out.
    fn indentation(&mut self) -> Option<()> {
        let mut width = 0;
        loop {
            match self.peek(0) {
                Some(b' ') => width += 1,
                Some(b'\t') => width += 8 - width % 8,
                Some(b'\x0c') => width = 0,
                Some(b'#') => {
                    self.comment();
                    continue;
                }
                Some(b'\n' | b'\r') => {
                    self.skip_line_end();
                    width = 0;
                    continue;
                }
                Some(b'\\') | None => return Some(()),
                Some(_) => break,
            }
            self.at += 1;
        }
        self.needs_colon = false;
        self.has_colon = false;
        self.forbids_comma = false;
        self.is_import = false;
        let current = self.indents.last().copied().unwrap_or(0);
        let opens_block = std::mem::take(&mut self.opens_block);
        if opens_block != (width > current) {
            return None;
        }
        if opens_block {
            self.indents.push(width);
        }
        while self.indents.last().is_some_and(|&indent| indent > width) {
            self.indents.pop();
        }
        (self.indents.last() == Some(&width)).then_some(())
    }

    /// Takes a token of so many bytes.
    fn take(&mut self, kind: Kind, length: usize) -> Option<()> {
        self.at += length;
        self.run = match kind {
            Kind::Comma | Kind::Semicolon => 0,
            _ => self.run + 1,
        };
        let fits = fits(self.last, kind) && self.run <= LONGEST_RUN;
        self.last = kind;
        fits.then_some(())
    }

    fn word(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let is_part =
            |byte: &&u8| matches!(byte, b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..);
        let length = rest.iter().take_while(is_part).count();
        let word = &rest[..length];
        if length <= 2 && matches!(rest.get(length), Some(b'\'' | b'"')) && is_prefix(word) {
            self.at += length;
            return self.string();
        }
        let is_attribute = self.last == Kind::Dot;
        let begins = matches!(self.last, Kind::Start | Kind::Semicolon);
        let kind = if CONSTANTS.contains(&word) {
            Kind::Constant
        } else if KEYWORDS.contains(&word) {
            Kind::Keyword
        } else {
            Kind::Name
        };
        // `from . import name` is the one keyword after a dot.
        if is_attribute && kind != Kind::Name && word != b"import" {
            return None;
        }
        if begins {
            self.needs_colon = COMPOUND.contains(&word);
            self.forbids_comma = matches!(word, b"except" | b"raise");
            self.is_import = word == b"from";
            if SOFT_KEYWORDS.contains(&word) {
                let next = rest[length..]
                    .iter()
                    .find(|byte| !matches!(byte, b' ' | b'\t'));
                let is_followed = next.is_some_and(|byte| {
                    matches!(byte, b'_' | b'"' | b'\'' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..)
                });
                if is_followed {
                    return self.take(Kind::Keyword, length);
                }
            }
        }
        self.take(kind, length)
    }

    fn number(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let mut length = 0;
        while let Some(&byte) = rest.get(length) {
            let is_exponent = matches!(byte, b'+' | b'-')
                && matches!(rest[length - 1], b'e' | b'E')
                && !rest.starts_with(b"0x")
                && !rest.starts_with(b"0X");
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || is_exponent) {
                break;
            }
            length += 1;
        }
        let digits = &rest[..length];
        let is_old_octal = digits.len() > 1
            && digits.iter().all(u8::is_ascii_digit)
            && digits[0] == b'0'
            && digits.iter().any(|&digit| digit != b'0');
        let is_long = matches!(digits.last(), Some(b'l' | b'L'));
        if is_old_octal || is_long {
            return None;
        }
        self.take(Kind::Number, length)
    }

    fn string(&mut self) -> Option<()> {
        let quote = self.peek(0)?;
        let rest = &self.bytes[self.at..];
        let triple = [quote; 3];
        let end = if rest.starts_with(&triple) {
            let mut at = 3;
            loop {
                at += memchr::memchr2(quote, b'\\', &rest[at..])?;
                if rest[at] == b'\\' {
                    at += 2;
                } else if rest[at..].starts_with(&triple) {
                    break at + 3;
                } else {
                    at += 1;
                }
                rest.get(at..)?;
            }
        } else {
            let mut at = 1;
            loop {
                at += memchr::memchr3(quote, b'\\', b'\n', &rest[at..])?;
                match rest[at] {
                    b'\\' if rest[at..].starts_with(b"\\\r\n") => at += 3,
                    b'\\' => at += 2,
                    b'\n' => return None,
                    _ => break at + 1,
                }
                rest.get(at..)?;
            }
        };
        self.take(Kind::String, end)
    }

    fn sign(&mut self, byte: u8) -> Option<()> {
        let next = self.peek(1);
        let is_doubled = next == Some(byte);
        let (kind, length) = match byte {
            b'(' | b'[' | b'{' => {
                self.open.push(match byte {
                    b'(' => b')',
                    b'[' => b']',
                    _ => b'}',
                });
                if self.open.len() > DEEPEST {
                    return None;
                }
                (Kind::Open, 1)
            }
            b')' | b']' | b'}' => {
                if self.open.pop() != Some(byte) {
                    return None;
                }
                (Kind::Close, 1)
            }
            b',' => {
                if self.forbids_comma && self.open.is_empty() {
                    return None;
                }
                (Kind::Comma, 1)
            }
            b':' if next == Some(b'=') => (Kind::Infix, 2),
            b':' => {
                self.has_colon |= self.open.is_empty();
                (Kind::Colon, 1)
            }
            b';' if self.open.is_empty() => (Kind::Semicolon, 1),
            b'.' if !self.is_import && self.bytes[self.at..].starts_with(b"...") => {
                (Kind::Constant, 3)
            }
            b'.' => (Kind::Dot, 1),
            b'-' if next == Some(b'>') => (Kind::Infix, 2),
            b'+' | b'-' | b'*' | b'@' if next == Some(b'=') => (Kind::Infix, 2),
            b'*' if is_doubled && self.peek(2) == Some(b'=') => (Kind::Infix, 3),
            b'*' if is_doubled => (Kind::Prefix, 2),
            b'*' => (Kind::Star, 1),
            b'+' | b'-' | b'~' | b'@' => (Kind::Prefix, 1),
            b'/' | b'<' | b'>' if is_doubled => {
                let length = 2 + usize::from(self.peek(2) == Some(b'='));
                (Kind::Infix, length)
            }
            b'=' | b'/' | b'<' | b'>' | b'%' | b'&' | b'|' | b'^' => {
                let length = 1 + usize::from(next == Some(b'='));
                (Kind::Infix, length)
            }
            b'!' if next == Some(b'=') => (Kind::Infix, 2),
            _ => return None,
        };
        self.take(kind, length)
    }
}

/// Whether a token may follow another.
fn fits(last: Kind, next: Kind) -> bool {
    use Kind::*;
    match (last, next) {
        (String, String) => true,
        // Two operands without an operator between them.
        (Name | Number | String | Constant | Close, Name | Number | String | Constant) => false,
        // An operator without an operand before it; a comma may precede the `/` that parts parameters.
        (Start | Semicolon | Open | Colon | Keyword | Prefix | Star | Infix, Infix) => false,
        (Start | Semicolon | Open | Comma, Comma) => false,
        (Start | Semicolon, Colon | Semicolon | Dot) => false,
        (Dot, next) => matches!(next, Name | Dot | Keyword),
        _ => true,
    }
}

/// Whether a word before a quote is the prefix of a string.
fn is_prefix(word: &[u8]) -> bool {
    const PREFIXES: &[&str] = &["r", "b", "u", "f", "t", "rb", "br", "rf", "fr", "rt", "tr"];
    PREFIXES
        .iter()
        .any(|prefix| prefix.as_bytes().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_looks_like_it() {
        for text in [
            "",
            "# only a comment",
            "\u{feff}import a\n",
            "from ...a.b import (c, d as e)\nfrom .import x; from . import *\n",
            "def f(a, /, b: int = 3, *, c=-1, **d) -> None: ...\n",
            "if x:\n\ty = 1\n\n# less\n\tz = 2\nelse:\n\tpass",
            "@a.b(c)\nasync def f():\n    async with x as y, z:\n        await y; return\n",
            "x = [i for i in y if not i][1:, ::2, ...]\r\nx **= ~1 if a else .5e-3j\r\n",
            "a = 'it''s' \"\\\"\" f'{x!r:>{y}}'\n",
            "'''\n'\n'''\nb = 'c\\\nd' 'e\\\r\nf'\n",
            "match x:\n    case [1, *_] | None:\n        type A = int\nmatch = case = type\nmatch.x\n",
            "x = a \\\n    + b\nprint(*a, **b)\nlambda *a, k=1: (yield)\n",
            "try:\n    pass\nexcept (A, B) as e:\n    raise C(e) from e\n",
            "class A[T: int](B): x: int = 0; y = 2\n",
            "f(\n# c\n  a\n)\nif (\n    a):\n  b\n",
            "a = b if c else\\\n d\nx @= y // z << 2 != 3 == -4\nif (n := 10) > 5: pass\n",
        ] {
            assert!(looks_valid(text), "{text:?}");
            let parsed = crate::parse(text.trim_start_matches('\u{feff}').to_owned());
            assert!(parsed.is_ok(), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_python_does_not() {
        for text in [
            "this is no python\n",
            "print 'x'\n",
            "exec code in scope\n",
            "def broken(:\n",
            "def f()\n    pass\n",
            "class A\n",
            "if x:\npass\n",
            "if x:\n    a\n  b\n",
            "a\n    b\n",
            "x = (1, 2]\n",
            "x = (1,\n",
            "x = 'a\n",
            "x = '''a\n",
            "x = = 2\n",
            "x = 1 +\n",
            "x = 0777\n",
            "x = 10L\n",
            "x = `a`\n",
            "a <> b\n",
            "raise A, 'b'\n",
            "{% if x %}\nx = 1\n{% endif %}\n",
            "{{ cookiecutter.name }} = 1 x\n",
            "<html>\n",
            "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n",
            "a\0b\n",
            "x = a $ b\n",
            "import a b\n",
            "class A:\n",
            "x,, y\n",
            "a. = 1\n",
        ] {
            assert!(!looks_valid(text), "{text:?}");
        }
    }

    #[test]
    fn what_may_be_too_deep_is_parsed() {
        let nested = format!("x = {}{}\n", "(".repeat(200), ")".repeat(200));
        assert!(!looks_valid(&nested));
        assert!(!looks_valid(&format!("x = a{}\n", ".b()".repeat(5_000))));
        assert!(!looks_valid(&format!("x = 1{}\n", " + 1".repeat(5_000))));
        assert!(looks_valid(&format!("x = [{}]\n", "1, ".repeat(5_000))));
    }
}
