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
        False | None
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

/// All tokens of a file, by position, comments and line ends included.
#[derive(Debug, Default)]
pub struct Tokens(Vec<Token>);

impl Tokens {
    pub(crate) fn new(tokens: Vec<Token>) -> Self {
        Tokens(tokens)
    }

    /// All tokens in order.
    pub fn all(&self) -> &[Token] {
        &self.0
    }

    /// The tokens that start within `span`, trivia included.
    pub fn within(&self, span: Span) -> &[Token] {
        let first = self.0.partition_point(|t| t.span.start < span.start);
        let last = self.0.partition_point(|t| t.span.start < span.end);
        &self.0[first..last.max(first)]
    }

    /// The first token, trivia left out, that starts at or after `offset`.
    pub fn at_or_after(&self, offset: u32) -> Option<Token> {
        let first = self.0.partition_point(|t| t.span.start < offset);
        self.0[first..]
            .iter()
            .find(|t| !t.kind.is_trivia())
            .copied()
    }

    /// The last token, trivia left out, that ends at or before `offset`.
    pub fn before(&self, offset: u32) -> Option<Token> {
        let end = self.0.partition_point(|t| t.span.start < offset);
        self.0[..end]
            .iter()
            .rev()
            .find(|t| !t.kind.is_trivia() && t.span.end <= offset)
            .copied()
    }

    /// The span of an expression with all parentheses around it that lie within `bounds`.
    /// `bounds` must leave out parentheses that belong to the parent (a call's own).
    pub fn parenthesised(&self, span: Span, bounds: Span) -> Span {
        let mut widest = span;
        while let (Some(open), Some(close)) =
            (self.before(widest.start), self.at_or_after(widest.end))
        {
            let paired =
                open.kind == TokenKind::LeftParen && close.kind == TokenKind::RightParen;
            if !paired || open.span.start < bounds.start || close.span.end > bounds.end {
                break;
            }
            widest = Span::new(open.span.start, close.span.end);
        }
        widest
    }

    /// All comments within `span`.
    pub fn comments(&self, span: Span) -> impl Iterator<Item = Token> + '_ {
        self.within(span)
            .iter()
            .filter(|t| t.kind == TokenKind::Comment)
            .copied()
    }
}
