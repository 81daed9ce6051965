//! One pass over the bytes that finds what the parser does not understand as it stands: the fields
//! of f-strings, and a few newer pieces of syntax. Knows just enough of Python to tell strings,
//! comments, brackets and statements apart; whether the text is Python is for the parser to say.

use crate::scanned::{FString, Field, Scan, Spec};
use crate::SyntaxError;

/// f-strings may nest this deep (CPython's own limit).
const MAX_NESTED_STRINGS: usize = 150;
/// Decimal integers longer than this are refused (CPython's own limit).
const MAX_DIGITS: usize = 4300;

/// Scans a module.
///
/// # Errors
/// [`SyntaxError`] for f-strings that are not well formed and integers that are too long.
pub(crate) fn scan(text: &str) -> Result<Scan, SyntaxError> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
        level: 0,
        out: Scan::default(),
    };
    scanner.indentation();
    scanner.code(false)?;
    Ok(scanner.out)
}

/// What the scanner remembers of the logical line that it is in.
#[derive(Default)]
struct Line {
    /// At the first word of a statement.
    statement_start: bool,
    definition: Definition,
    type_parameters: Option<TypeParameters>,
    /// Depth at which `except` stands, and the commas since.
    except: Option<(usize, Vec<usize>)>,
    /// `match` or `case` that may be a plain name.
    soft: Option<usize>,
}

/// How far the head of a definition was read: `class Name[`.
#[derive(Default, Clone, Copy, PartialEq)]
enum Definition {
    #[default]
    None,
    Keyword,
    Named,
}

/// The type parameters in the making.
struct TypeParameters {
    /// Bracket depth inside of the list.
    depth: usize,
    starred: bool,
    bound: bool,
    /// Start of a default that must be blanked out.
    blank_from: Option<usize>,
    in_default: bool,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    level: usize,
    out: Scan,
}

/// Bytes that may be part of a name or number.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl<'a> Scanner<'a> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn error<T>(&self, message: &str, offset: usize) -> Result<T, SyntaxError> {
        Err(SyntaxError {
            message: message.to_owned(),
            offset: offset as u32,
        })
    }

    /// Skips one line end, `\r\n` counting as one.
    fn line_end(&mut self) {
        self.at += if self.peek(0) == b'\r' && self.peek(1) == b'\n' {
            2
        } else {
            1
        };
    }

    /// At the start of a line: the parser refuses tabs after blanks.
    fn indentation(&mut self) {
        let mut blanks = false;
        loop {
            match self.peek(0) {
                b' ' => blanks = true,
                b'\t' if blanks => self.patch(self.at, self.at + 1, b' '),
                b'\t' => {}
                b'\x0c' => blanks = false,
                _ => break,
            }
            self.at += 1;
        }
    }

    fn patch(&mut self, start: usize, end: usize, byte: u8) {
        self.out.patches.push((start as u32, end as u32, byte));
    }

    /// The offset of the next byte from `from` that is no blank.
    fn skip_blanks(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        from + rest
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'\x0c'))
            .count()
    }

    /// Reads code to the end of the text, or, in a field, to the end of its expression.
    fn code(&mut self, field: bool) -> Result<(), SyntaxError> {
        let mut depth = 0usize;
        let mut line = Line {
            statement_start: !field,
            ..Line::default()
        };
        while !self.done() {
            let start = self.at;
            let byte = self.bytes[start];
            match byte {
                b' ' | b'\t' | b'\x0c' => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    while !self.done() && !matches!(self.peek(0), b'\n' | b'\r') {
                        self.at += 1;
                    }
                    continue;
                }
                b'\\' => {
                    self.at += 1;
                    if matches!(self.peek(0), b'\n' | b'\r') {
                        self.line_end();
                    }
                    continue;
                }
                b'\n' | b'\r' => {
                    self.line_end();
                    if depth == 0 && !field {
                        line = Line {
                            statement_start: true,
                            ..Line::default()
                        };
                    }
                    self.indentation();
                    continue;
                }
                _ => {}
            }
            let definition = std::mem::take(&mut line.definition);
            let statement_start = std::mem::take(&mut line.statement_start);
            match byte {
                b'"' | b'\'' => self.string(start, false)?,
                b'0'..=b'9' => self.number()?,
                _ if is_word(byte) => {
                    self.word(depth, definition, statement_start && !field, &mut line)?;
                }
                b'(' | b'[' | b'{' => {
                    depth += 1;
                    self.at += 1;
                    if byte == b'[' && definition == Definition::Named {
                        line.type_parameters = Some(TypeParameters {
                            depth,
                            starred: false,
                            bound: false,
                            blank_from: None,
                            in_default: false,
                        });
                    }
                }
                b')' | b']' | b'}' => {
                    if depth == 0 && field {
                        if byte == b'}' {
                            return Ok(());
                        }
                        return self.error("f-string: unmatched bracket", start);
                    }
                    if line
                        .type_parameters
                        .as_ref()
                        .is_some_and(|t| t.depth == depth)
                    {
                        self.end_default(&mut line, start);
                        line.type_parameters = None;
                    }
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' => {
                    self.at += 1;
                    if line
                        .type_parameters
                        .as_ref()
                        .is_some_and(|t| t.depth == depth)
                    {
                        self.end_default(&mut line, start);
                    }
                    if let Some((at, commas)) = &mut line.except {
                        if *at == depth {
                            commas.push(start);
                        }
                    }
                }
                b';' => {
                    self.at += 1;
                    line = Line {
                        statement_start: depth == 0,
                        ..Line::default()
                    };
                }
                b':' => {
                    if depth == 0 && field {
                        return Ok(());
                    }
                    self.colon(depth, &mut line);
                }
                b'!' if self.peek(1) != b'=' && depth == 0 && field => return Ok(()),
                b'=' if self.peek(1) != b'=' => {
                    if depth == 0 && field {
                        return Ok(());
                    }
                    self.at += 1;
                    self.equal(depth, start, &mut line);
                }
                // the second byte of `==`, `+=` ... is no equals sign of its own
                _ => {
                    if byte == b'*' {
                        if let Some(t) = &mut line.type_parameters {
                            t.starred |= t.depth == depth && !t.in_default;
                        }
                    }
                    self.at += if self.peek(1) == b'=' { 2 } else { 1 };
                }
            }
        }
        Ok(())
    }

    fn colon(&mut self, depth: usize, line: &mut Line) {
        if self.peek(1) == b'=' {
            self.out.needs_mending = true;
            self.at += 2;
            return;
        }
        self.at += 1;
        if let Some(t) = &mut line.type_parameters {
            t.bound |= t.depth == depth && !t.in_default;
        }
        if let Some((at, commas)) = line.except.take_if(|(at, _)| *at == depth) {
            debug_assert_eq!(at, depth);
            for comma in commas {
                let trailing = self.bytes.get(self.skip_blanks(comma + 1)) == Some(&b':');
                self.patch(comma, comma + 1, if trailing { b' ' } else { b'|' });
                self.out.except_commas.push(comma as u32);
            }
        }
        if depth == 0 {
            let next = self.bytes.get(self.skip_blanks(self.at));
            let more = !matches!(next, None | Some(b'\n' | b'\r' | b'#' | b'\\'));
            if let Some(soft) = line.soft.take().filter(|_| more) {
                self.patch(soft, soft + 1, b'_');
                self.out.renamed.push(soft as u32);
            }
            line.statement_start = true;
        }
    }

    fn equal(&mut self, depth: usize, start: usize, line: &mut Line) {
        let Some(t) = line.type_parameters.as_mut().filter(|t| t.depth == depth) else {
            return;
        };
        if t.in_default {
            return;
        }
        t.in_default = true;
        let next = self.skip_blanks(self.at);
        let rest = &self.bytes[next..];
        let unfit = [&b"lambda"[..], b"not", b"\n", b"\r", b"#", b"\\"]
            .iter()
            .any(|prefix| rest.starts_with(prefix));
        // The tree has room for a bound only: the default becomes (a part of) it. The others
        // (starred parameters, and what may not follow an operator) are lost to the tree.
        if t.starred || unfit {
            t.blank_from = Some(start);
        } else {
            let byte = if t.bound { b'|' } else { b':' };
            self.patch(start, start + 1, byte);
            self.out.default_equals.push(start as u32);
        }
    }

    /// At the comma or bracket after a type parameter.
    fn end_default(&mut self, line: &mut Line, end: usize) {
        if let Some(t) = &mut line.type_parameters {
            (t.starred, t.bound, t.in_default) = (false, false, false);
            if let Some(from) = t.blank_from.take() {
                self.patch(from, end, b' ');
            }
        }
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        while is_word(self.peek(0)) && !self.done() {
            self.at += 1;
        }
        let digits = &self.bytes[start..self.at];
        if digits.len() > MAX_DIGITS && digits.iter().all(|b| b.is_ascii_digit() || *b == b'_') {
            return self.error("integer literal of more than 4300 digits", start);
        }
        Ok(())
    }

    fn word(
        &mut self,
        depth: usize,
        definition: Definition,
        statement_start: bool,
        line: &mut Line,
    ) -> Result<(), SyntaxError> {
        let start = self.at;
        while !self.done() && is_word(self.peek(0)) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        if matches!(self.peek(0), b'"' | b'\'') && is_prefix(word) {
            let formatted = word.iter().position(|b| matches!(b | 0x20, b'f' | b't'));
            if let Some(letter) = formatted {
                if word[letter] | 0x20 == b't' {
                    self.patch(start + letter, start + letter + 1, b'f');
                }
            }
            return self.string(start, formatted.is_some());
        }
        if definition == Definition::Keyword {
            line.definition = Definition::Named;
            return Ok(());
        }
        match word {
            b"class" | b"def" | b"type" => line.definition = Definition::Keyword,
            b"except" => line.except = Some((depth, Vec::new())),
            // `except A, B as e` stays the error that it is.
            b"as" => line.except = None,
            b"lazy" if statement_start => {
                let next = &self.bytes[self.skip_blanks(self.at)..];
                let keyword = next.iter().take_while(|b| is_word(**b)).count();
                if self.peek(0) == b' ' && matches!(&next[..keyword], b"import" | b"from") {
                    for (index, byte) in b"pass;".iter().enumerate() {
                        self.patch(start + index, start + index + 1, *byte);
                    }
                    self.out.lazy_imports.push(start as u32);
                }
            }
            b"match" | b"case" => {
                self.out.needs_mending = true;
                let next = self.skip_blanks(self.at);
                let after = self.bytes.get(next).copied().unwrap_or(0);
                let digit = self.bytes.get(next + 1).is_some_and(u8::is_ascii_digit);
                let may_be_name =
                    after == b'.' && !digit || word == b"match" && matches!(after, b'[' | b'(');
                if depth == 0 && statement_start && may_be_name {
                    line.soft = Some(start);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads a string whose prefix starts at `start`; the opening quote is next.
    fn string(&mut self, start: usize, formatted: bool) -> Result<(), SyntaxError> {
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        let raw = self.bytes[start..self.at].iter().any(|b| b | 0x20 == b'r');
        self.at += if triple { 3 } else { 1 };
        let content = self.at;
        let mut fields = Vec::new();
        while !self.done() {
            let byte = self.peek(0);
            match byte {
                b'\\' => self.escape(formatted && !raw),
                b'\n' | b'\r' if !triple => {
                    if formatted {
                        return self.error("unterminated f-string literal", start);
                    }
                    // the parser says so, too
                    return Ok(());
                }
                b'{' if formatted && self.peek(1) == b'{' => self.at += 2,
                b'{' if formatted => fields.push(self.field(quote, triple, raw)?),
                0xEF => self.noncharacter(),
                _ if byte == quote
                    && (!triple || self.peek(1) == quote && self.peek(2) == quote) =>
                {
                    let content_end = self.at;
                    self.at += if triple { 3 } else { 1 };
                    if !fields.is_empty() {
                        self.out.strings.push(FString {
                            start: start as u32,
                            content: content as u32,
                            content_end: content_end as u32,
                            end: self.at as u32,
                            fields,
                        });
                    }
                    return Ok(());
                }
                _ => self.at += 1,
            }
        }
        if formatted {
            return self.error("unterminated f-string literal", start);
        }
        Ok(())
    }

    /// Skips a backslash and what it escapes. `named` says whether `\N{...}` is an escape here.
    fn escape(&mut self, named: bool) {
        match self.peek(1) {
            // a brace after a backslash is still a brace
            b'{' | b'}' => self.at += 1,
            b'N' if named && self.peek(2) == b'{' => {
                self.at += 3;
                while !self.done() && !matches!(self.peek(0), b'}' | b'\n' | b'"' | b'\'') {
                    self.at += 1;
                }
                if self.peek(0) == b'}' {
                    self.at += 1;
                }
            }
            b'u' => self.escaped_noncharacter(2),
            b'U' => self.escaped_noncharacter(6),
            b'\r' if self.peek(2) == b'\n' => self.at += 3,
            _ => self.at += 2,
        }
    }

    /// At a backslash: notes an escaped U+FDD0 to U+FDEF whose last four digits are `ahead` bytes on.
    fn escaped_noncharacter(&mut self, ahead: usize) {
        let digits = self.bytes.get(self.at + ahead..self.at + ahead + 4);
        let value = digits
            .and_then(|d| std::str::from_utf8(d).ok())
            .and_then(|d| u32::from_str_radix(d, 16).ok());
        if let Some(value @ 0xFDD0..=0xFDEF) = value {
            self.out.markers_used |= 1 << (value - 0xFDD0);
        }
        self.at += 2;
    }

    /// At the first byte of a character that may be one of U+FDD0 to U+FDEF.
    fn noncharacter(&mut self) {
        if self.peek(1) == 0xB7 && matches!(self.peek(2), 0x90..=0xAF) {
            self.out.markers_used |= 1 << (self.peek(2) - 0x90);
        }
        self.at += 1;
    }

    /// Reads a field; the opening brace is next.
    fn field(&mut self, quote: u8, triple: bool, raw: bool) -> Result<Field, SyntaxError> {
        let start = self.at;
        if self.level == MAX_NESTED_STRINGS {
            return self.error("nested too deeply: f-strings within f-strings", start);
        }
        self.level += 1;
        self.at += 1;
        let outer = std::mem::take(&mut self.out.strings);
        self.code(true)?;
        let strings = std::mem::replace(&mut self.out.strings, outer);
        let expr_end = self.at;
        let mut debug_end = None;
        if self.peek(0) == b'=' {
            self.at += 1;
            self.blanks_and_comments();
            debug_end = Some(self.at as u32);
        }
        let mut conversion = None;
        if self.peek(0) == b'!' {
            conversion = Some(self.peek(1));
            self.at += 1;
            while !self.done() && is_word(self.peek(0)) {
                self.at += 1;
            }
            self.blanks_and_comments();
        }
        let spec = match self.peek(0) {
            b':' => Some(self.spec(quote, triple, raw)?),
            _ => None,
        };
        if self.peek(0) != b'}' {
            return self.error("f-string: expecting '}'", start);
        }
        self.at += 1;
        self.level -= 1;
        Ok(Field {
            start: start as u32,
            end: self.at as u32,
            expr_end: expr_end as u32,
            debug_end,
            conversion,
            spec,
            strings,
        })
    }

    fn blanks_and_comments(&mut self) {
        while !self.done() {
            match self.peek(0) {
                b' ' | b'\t' | b'\x0c' | b'\n' | b'\r' => self.at += 1,
                b'#' => {
                    while !self.done() && !matches!(self.peek(0), b'\n' | b'\r') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
    }

    /// Reads a format specification; its colon is next. A doubled brace is no escape in it.
    fn spec(&mut self, quote: u8, triple: bool, raw: bool) -> Result<Spec, SyntaxError> {
        let start = self.at;
        let mut fields = Vec::new();
        self.at += 1;
        while !self.done() {
            let byte = self.peek(0);
            match byte {
                b'}' => {
                    return Ok(Spec {
                        start: start as u32,
                        end: self.at as u32,
                        fields,
                    })
                }
                b'{' => fields.push(self.field(quote, triple, raw)?),
                b'\\' => self.escape(!raw),
                _ if byte == quote
                    && (!triple || self.peek(1) == quote && self.peek(2) == quote) =>
                {
                    break
                }
                b'\n' | b'\r' if !triple => break,
                _ => self.at += 1,
            }
        }
        self.error("f-string: expecting '}'", start)
    }
}

/// Whether a word before a quote is a string prefix.
fn is_prefix(word: &[u8]) -> bool {
    let lower = |b: &u8| b | 0x20;
    match word {
        [one] => matches!(lower(one), b'r' | b'b' | b'u' | b'f' | b't'),
        [one, two] => {
            let pair = (lower(one), lower(two));
            matches!(
                pair,
                (b'r', b'b' | b'f' | b't') | (b'b' | b'f' | b't', b'r')
            )
        }
        _ => false,
    }
}
