//! The fields of f-strings: parsed on their own, put back into the tree.

use alchemod_text::Span;
use rustpython_parser::{lexer, Mode};

use crate::depth::Depth;
use crate::feed::{run, Nested};
use crate::mend::{range, Mender, NodeMut};
use crate::scanned::{FString, Field};
use crate::tokens::FieldTokens;
use crate::{ast, span, SyntaxError, Tokens};

/// An f-string whose fields are parsed.
#[derive(Debug)]
pub(crate) struct ParsedString {
    pub start: u32,
    content: u32,
    content_end: u32,
    end: u32,
    fields: Vec<ParsedField>,
}

impl ParsedString {
    /// Takes the fields out.
    pub fn take(&mut self) -> ParsedString {
        ParsedString {
            fields: std::mem::take(&mut self.fields),
            ..*self
        }
    }
}

/// A field, its expression parsed and mended.
#[derive(Debug)]
struct ParsedField {
    span: Span,
    value: ast::Expr,
    debug_end: Option<u32>,
    conversion: ast::ConversionFlag,
    spec: Option<(Span, Vec<ParsedField>)>,
}

/// What the fields of some f-strings amount to.
#[derive(Default)]
pub(crate) struct Parsed {
    pub strings: Vec<ParsedString>,
    /// The tokens of each field.
    pub tokens: Vec<FieldTokens>,
    /// How deep the fields of each string go.
    pub depths: Vec<Nested>,
}

/// What parsing fields needs.
pub(crate) struct Context<'a> {
    /// The original text.
    pub text: &'a str,
    /// The text with all patches but with its fields, of equal length.
    pub patched: &'a [u8],
    /// The character that stands for a field.
    pub marker: char,
    /// Whether ranges may need mending even where no f-string is.
    pub needs_mending: bool,
}

impl Context<'_> {
    /// Overwrites the fields of `strings` in `bytes`, which starts at offset `base`: with the
    /// marker, then underscores to equal length.
    pub fn blank_fields(&self, bytes: &mut [u8], base: u32, strings: &[FString]) {
        let mut buffer = [0; 4];
        let marker = self.marker.encode_utf8(&mut buffer).as_bytes();
        for field in strings.iter().flat_map(|string| &string.fields) {
            // `{x}` is as long as the marker, three bytes; a shorter field has no expression
            let bytes = &mut bytes[(field.start - base) as usize..(field.end - base) as usize];
            bytes.fill(b'_');
            if let Some(head) = bytes.get_mut(..marker.len()) {
                head.copy_from_slice(marker);
            }
        }
    }

    /// Parses all fields of `strings`.
    ///
    /// # Errors
    /// The first error within a field.
    pub fn parse(&self, strings: Vec<FString>) -> Result<Parsed, SyntaxError> {
        let mut parsed = Parsed::default();
        for string in strings {
            let mut deepest = 0;
            let mut fields = Vec::with_capacity(string.fields.len());
            for field in string.fields {
                let (field, tokens, depth) = self.field(field)?;
                fields.push(field);
                parsed.tokens.push(tokens);
                deepest = deepest.max(depth);
            }
            parsed.depths.push((string.start, deepest));
            parsed.strings.push(ParsedString {
                start: string.start,
                content: string.content,
                content_end: string.content_end,
                end: string.end,
                fields,
            });
        }
        Ok(parsed)
    }

    fn field(&self, field: Field) -> Result<(ParsedField, FieldTokens, u32), SyntaxError> {
        // In place of the brace and of what ends the expression, parentheses: within them line
        // ends mean nothing, and offsets stay as they are.
        let mut bytes = self.patched[field.start as usize..field.expr_end as usize].to_vec();
        self.blank_fields(&mut bytes, field.start, &field.strings);
        bytes[0] = b'(';
        bytes.push(b')');
        let source = String::from_utf8(bytes).map_err(|_| broken(field.start))?;

        let inner = self.parse(field.strings)?;
        let mut tokens = Vec::new();
        let mut depth = Depth::new();
        let lexer = lexer::lex_starts_at(&source, Mode::Expression, field.start.into());
        let tree = run(
            lexer,
            Mode::Expression,
            &mut tokens,
            &mut depth,
            &inner.depths,
        )?;
        let ast::Mod::Expression(tree) = tree else {
            return Err(broken(field.start));
        };
        let mut value = *tree.body;
        // without the two parentheses, and the line end and end of file that follow
        tokens.retain(|t| t.span.start > field.start && t.span.end <= field.expr_end);
        let significant = || tokens.iter().filter(|t| !t.kind.is_trivia());
        let (Some(first), Some(last)) = (significant().next(), significant().next_back()) else {
            return Err(SyntaxError {
                message: "f-string: valid expression required before '}'".to_owned(),
                offset: field.start,
            });
        };
        let inside = Span::new(first.span.start, last.span.end);
        if let ast::Expr::Tuple(tuple) = &mut value {
            // `{a, b}`: its range is that of the parentheses that are not there
            if span(tuple).start == field.start {
                tuple.range = range(inside);
            }
        }
        let mut tokens = Tokens::new(tokens, inner.tokens);
        if !inner.strings.is_empty() || self.needs_mending {
            let mut mender = Mender {
                text: self.text,
                tokens: &tokens,
                marker: self.marker,
                strings: inner.strings,
                except_commas: &[],
                renamed: &[],
            };
            mender.mend(NodeMut::Expr(&mut value));
        }
        let mut deepest = depth.max() + 1;
        let mut spec = None;
        if let Some(found) = field.spec {
            let mut fields = Vec::with_capacity(found.fields.len());
            for field in found.fields {
                let (field, inner, depth) = self.field(field)?;
                fields.push(field);
                tokens.push_field(inner);
                deepest = deepest.max(depth + 2);
            }
            spec = Some((Span::new(found.start, found.end), fields));
        }
        let parsed = ParsedField {
            span: Span::new(field.start, field.end),
            value,
            debug_end: field.debug_end,
            conversion: self.conversion(field.conversion, field.debug_end, &spec, field.start)?,
            spec,
        };
        let tokens = FieldTokens {
            span: parsed.span,
            tokens,
        };
        Ok((parsed, tokens, deepest))
    }

    fn conversion<T>(
        &self,
        letter: Option<u8>,
        debug: Option<u32>,
        spec: &Option<T>,
        start: u32,
    ) -> Result<ast::ConversionFlag, SyntaxError> {
        match letter {
            Some(b's') => Ok(ast::ConversionFlag::Str),
            Some(b'r') => Ok(ast::ConversionFlag::Repr),
            Some(b'a') => Ok(ast::ConversionFlag::Ascii),
            Some(_) => Err(SyntaxError {
                message: "f-string: invalid conversion character".to_owned(),
                offset: start,
            }),
            // `{x=}` shows the value's repr
            None if debug.is_some() && spec.is_none() => Ok(ast::ConversionFlag::Repr),
            None => Ok(ast::ConversionFlag::None),
        }
    }
}

/// An error that cannot come up, but must not become a panic.
fn broken(offset: u32) -> SyntaxError {
    SyntaxError {
        message: "f-string: cannot be parsed".to_owned(),
        offset,
    }
}

/// Collects the values of a joined string: fields, and the text between them.
struct Pieces<'a> {
    source: &'a str,
    kind: Option<String>,
    values: Vec<ast::Expr>,
    text: String,
    text_start: u32,
}

impl Pieces<'_> {
    /// Ends the text before a field (or the end of the string), which starts at `end`.
    fn flush(&mut self, end: u32) {
        if self.text.is_empty() {
            return;
        }
        self.values.push(ast::Expr::Constant(ast::ExprConstant {
            range: range(Span::new(self.text_start.min(end), end)),
            value: ast::Constant::Str(std::mem::take(&mut self.text)),
            kind: self.kind.clone(),
        }));
    }

    fn field(&mut self, field: ParsedField) {
        let mut text_end = field.span.start;
        if let Some(debug_end) = field.debug_end {
            text_end = debug_end;
            self.text
                .push_str(Span::new(field.span.start + 1, debug_end).slice(self.source));
        }
        self.flush(text_end);
        self.text_start = field.span.end;
        let format_spec = field
            .spec
            .map(|(span, fields)| Box::new(spec(span, fields, self.source)));
        self.values
            .push(ast::Expr::FormattedValue(ast::ExprFormattedValue {
                range: range(field.span),
                value: Box::new(field.value),
                conversion: field.conversion,
                format_spec,
            }));
    }
}

/// A format specification as the joined string that it is in the tree. Its text is as written.
fn spec(whole: Span, fields: Vec<ParsedField>, source: &str) -> ast::Expr {
    let mut pieces = Pieces {
        source,
        kind: None,
        values: Vec::with_capacity(fields.len() * 2),
        text: String::new(),
        text_start: whole.start + 1,
    };
    for field in fields {
        let before = Span::new(pieces.text_start, field.span.start);
        pieces.text.push_str(before.slice(source));
        pieces.field(field);
    }
    let rest = Span::new(pieces.text_start, whole.end);
    pieces.text.push_str(rest.slice(source));
    pieces.flush(whole.end);
    ast::Expr::JoinedStr(ast::ExprJoinedStr {
        range: range(whole),
        values: pieces.values,
    })
}

/// Puts the fields of `strings` into the joined string that was parsed with markers in their place.
pub(crate) fn splice(
    joined: &mut ast::ExprJoinedStr,
    strings: Vec<ParsedString>,
    marker: char,
    source: &str,
) {
    let whole = span(joined);
    let (Some(first), Some(last)) = (strings.first(), strings.last()) else {
        return;
    };
    let start = if first.start == whole.start {
        first.content
    } else {
        whole.start
    };
    let end = if last.end == whole.end {
        last.content_end
    } else {
        whole.end
    };
    let mut decoded = String::new();
    let mut kind = None;
    for value in joined.values.drain(..) {
        if let ast::Expr::Constant(constant) = value {
            kind = kind.or(constant.kind);
            if let ast::Constant::Str(text) = constant.value {
                decoded.push_str(&text);
            }
        }
    }
    let mut pieces = Pieces {
        source,
        kind,
        values: Vec::new(),
        text: String::new(),
        text_start: start,
    };
    let mut rest = decoded.as_str();
    for field in strings.into_iter().flat_map(|string| string.fields) {
        if let Some((before, after)) = rest.split_once(marker) {
            pieces.text.push_str(before);
            let underscores = (field.span.end - field.span.start) as usize - marker.len_utf8();
            rest = after.get(underscores..).unwrap_or_default();
        }
        pieces.field(field);
    }
    pieces.text.push_str(rest);
    pieces.flush(end);
    joined.values = pieces.values;
}
