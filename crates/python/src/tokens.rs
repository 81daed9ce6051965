//! Tokens by position: what the tree does not say (parentheses, commas, comments, identifiers).

use alchemod_text::Span;
use rustpython_parser::Tok;

/// The kinds of token that look-ups ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TokenKind {
    Name,
    Keyword,
    Number,
    String,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Dot,
    Colon,
    Semicolon,
    Equal,
    Star,
    DoubleStar,
    At,
    Arrow,
    Operator,
    Comment,
    /// The end of a logical line.
    Newline,
    /// A line end inside brackets or on a blank line.
    BlankNewline,
    Indent,
    Dedent,
    EndOfFile,
}

impl TokenKind {
    pub(crate) fn of(token: &Tok) -> TokenKind {
        use TokenKind::*;
        match token {
            Tok::Name { .. } => Name,
            Tok::Int { .. } | Tok::Float { .. } | Tok::Complex { .. } => Number,
            Tok::String { .. } => String,
            Tok::Lpar => LeftParen,
            Tok::Rpar => RightParen,
            Tok::Lsqb => LeftBracket,
            Tok::Rsqb => RightBracket,
            Tok::Lbrace => LeftBrace,
            Tok::Rbrace => RightBrace,
            Tok::Comma => Comma,
            Tok::Dot => Dot,
            Tok::Colon => Colon,
            Tok::Semi => Semicolon,
            Tok::Equal => Equal,
            Tok::Star => Star,
            Tok::DoubleStar => DoubleStar,
            Tok::At => At,
            Tok::Rarrow => Arrow,
            Tok::Comment(_) => Comment,
            Tok::Newline => Newline,
            Tok::NonLogicalNewline => BlankNewline,
            Tok::Indent => Indent,
            Tok::Dedent => Dedent,
            Tok::EndOfFile => EndOfFile,
            // soft keywords are names wherever the grammar lets them be
            Tok::Match | Tok::Case | Tok::Type => Name,
            other if is_keyword(other) => Keyword,
            _ => Operator,
        }
    }

    /// Whether the token carries no syntax: comments, line ends in brackets, indentation marks.
    pub fn is_trivia(self) -> bool {
        use TokenKind::*;
        matches!(self, Comment | BlankNewline | Indent | Dedent)
    }
}

fn is_keyword(token: &Tok) -> bool {
    use Tok::*;
    matches!(
        token,
        False
            | None
            | True
            | And
            | As
            | Assert
            | Async
            | Await
            | Break
            | Class
            | Continue
            | Def
            | Del
            | Elif
            | Else
            | Except
            | Finally
            | For
            | From
            | Global
            | If
            | Import
            | In
            | Is
            | Lambda
            | Nonlocal
            | Not
            | Or
            | Pass
            | Raise
            | Return
            | Try
            | While
            | With
            | Yield
    )
}

/// A token: its kind and byte span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is, in bytes.
    pub span: Span,
}

/// All tokens of a file, by position, comments and line ends included. An f-string is one token;
/// look-ups at offsets within one of its fields answer with the tokens of that field.
#[derive(Debug, Default)]
pub struct Tokens {
    list: Vec<Token>,
    fields: Vec<FieldTokens>,
}

/// The tokens within a field of an f-string.
#[derive(Debug)]
pub(crate) struct FieldTokens {
    /// From brace to brace.
    pub span: Span,
    pub tokens: Tokens,
}

impl Tokens {
    pub(crate) fn new(list: Vec<Token>, fields: Vec<FieldTokens>) -> Self {
        Tokens { list, fields }
    }

    /// Adds a field that lies after all others.
    pub(crate) fn push_field(&mut self, field: FieldTokens) {
        self.fields.push(field);
    }

    /// All tokens in order, without those within fields of f-strings.
    pub fn all(&self) -> &[Token] {
        &self.list
    }

    /// The field of an f-string that `offset` lies in, on this level.
    fn field(&self, offset: u32) -> Option<&FieldTokens> {
        let after = self.fields.partition_point(|f| f.span.start < offset);
        let field = self.fields.get(after.checked_sub(1)?)?;
        (offset < field.span.end).then_some(field)
    }

    /// The tokens that `offset` is among: the file's, or those of the innermost field around it.
    fn around(&self, offset: u32) -> &Tokens {
        let mut tokens = self;
        while let Some(field) = tokens.field(offset) {
            tokens = &field.tokens;
        }
        tokens
    }

    /// Whether `offset` lies within a field of an f-string.
    pub fn in_field(&self, offset: u32) -> bool {
        self.field(offset).is_some()
    }

    /// The tokens that start within `span`, trivia included; those of a field if the span lies
    /// in one.
    pub fn within(&self, span: Span) -> &[Token] {
        let mut tokens = self;
        while let Some(field) = tokens.field(span.start).filter(|f| span.end < f.span.end) {
            tokens = &field.tokens;
        }
        let list = &tokens.list;
        let first = list.partition_point(|t| t.span.start < span.start);
        let last = list.partition_point(|t| t.span.start < span.end);
        &list[first..last.max(first)]
    }

    /// The first token, trivia left out, that starts at or after `offset`. Within a field of an
    /// f-string, of that field only.
    pub fn at_or_after(&self, offset: u32) -> Option<Token> {
        let list = &self.around(offset).list;
        let first = list.partition_point(|t| t.span.start < offset);
        list[first..].iter().find(|t| !t.kind.is_trivia()).copied()
    }

    /// The last token, trivia left out, that ends at or before `offset`. Within a field of an
    /// f-string, of that field only.
    pub fn before(&self, offset: u32) -> Option<Token> {
        let list = &self.around(offset).list;
        let end = list.partition_point(|t| t.span.start < offset);
        list[..end]
            .iter()
            .rev()
            .find(|t| !t.kind.is_trivia() && t.span.end <= offset)
            .copied()
    }

    /// The bracket that closes the one that starts at `offset`.
    pub fn closing(&self, offset: u32) -> Option<Token> {
        use TokenKind::*;
        let list = &self.around(offset).list;
        let first = list.binary_search_by_key(&offset, |t| t.span.start).ok()?;
        let mut depth = 0usize;
        for token in &list[first..] {
            match token.kind {
                LeftParen | LeftBracket | LeftBrace => depth += 1,
                RightParen | RightBracket | RightBrace => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return (token.span.start > offset).then_some(*token);
            }
        }
        None
    }

    /// The span of an expression with all parentheses around it that lie within `bounds`.
    /// `bounds` must leave out parentheses that belong to the parent (a call's own).
    pub fn parenthesised(&self, span: Span, bounds: Span) -> Span {
        let mut widest = span;
        while let (Some(open), Some(close)) =
            (self.before(widest.start), self.at_or_after(widest.end))
        {
            let paired = open.kind == TokenKind::LeftParen && close.kind == TokenKind::RightParen;
            if !paired || open.span.start < bounds.start || close.span.end > bounds.end {
                break;
            }
            widest = Span::new(open.span.start, close.span.end);
        }
        widest
    }

    /// All comments within `span`, those in fields of f-strings included.
    pub fn comments(&self, span: Span) -> impl Iterator<Item = Token> + '_ {
        let mut comments = Vec::new();
        self.collect_comments(span, &mut comments);
        comments.sort_by_key(|t| t.span.start);
        comments.into_iter()
    }

    fn collect_comments(&self, span: Span, comments: &mut Vec<Token>) {
        let first = self.list.partition_point(|t| t.span.start < span.start);
        let found = self.list[first..]
            .iter()
            .take_while(|t| t.span.start < span.end)
            .filter(|t| t.kind == TokenKind::Comment);
        comments.extend(found);
        let first = self.fields.partition_point(|f| f.span.end <= span.start);
        for field in self.fields[first..]
            .iter()
            .take_while(|f| f.span.start < span.end)
        {
            field.tokens.collect_comments(span, comments);
        }
    }
}
