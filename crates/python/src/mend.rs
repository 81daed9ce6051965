//! Makes the parsed tree that of the original text: fields back into f-strings, ranges that the
//! parser gets wrong, and what was patched before parsing.

use alchemod_text::Span;

use crate::ast::{self, Ranged};
use crate::fields::{self, ParsedString};
use crate::walk::children;
use crate::{span, TokenKind, Tokens};

/// A mutable reference to any node.
pub(crate) enum NodeMut<'t> {
    Stmt(&'t mut ast::Stmt),
    Expr(&'t mut ast::Expr),
    Keyword(&'t mut ast::Keyword),
    Parameter(&'t mut ast::Arg),
    #[allow(dead_code)]
    Alias(&'t mut ast::Alias),
    WithItem(&'t mut ast::WithItem),
    Comprehension(&'t mut ast::Comprehension),
    ExceptHandler(&'t mut ast::ExceptHandler),
    MatchCase(&'t mut ast::MatchCase),
    Pattern(&'t mut ast::Pattern),
    TypeParam(&'t mut ast::TypeParam),
}

children!(NodeMut, mut);

/// What mending needs to know. Lists are sorted by offset.
pub(crate) struct Mender<'a> {
    pub text: &'a str,
    pub tokens: &'a Tokens,
    /// The character that stands for a field in the patched text.
    pub marker: char,
    /// The f-strings with fields of this text, outermost only; taken out as they are met.
    pub strings: Vec<ParsedString>,
    pub except_commas: &'a [u32],
    pub renamed: &'a [u32],
}

impl Mender<'_> {
    /// Mends a node and all below it.
    pub fn mend(&mut self, node: NodeMut<'_>) {
        match node {
            NodeMut::Expr(ast::Expr::JoinedStr(joined)) => {
                // the fields' own expressions were mended when they were parsed
                let strings = self.take_strings(span(joined));
                fields::splice(joined, strings, self.marker, self.text);
            }
            NodeMut::Expr(expr) => self.mend_expr(expr),
            NodeMut::Stmt(stmt) => {
                children(NodeMut::Stmt(&mut *stmt), &mut |child| self.mend(child));
                if let ast::Stmt::Match(matching) = stmt {
                    self.mend_subject(matching);
                }
            }
            NodeMut::ExceptHandler(handler) => {
                let ast::ExceptHandler::ExceptHandler(inner) = &mut *handler;
                if let Some(types) = inner
                    .type_
                    .as_mut()
                    .filter(|_| !self.except_commas.is_empty())
                {
                    self.mend_except(types);
                }
                children(NodeMut::ExceptHandler(handler), &mut |child| {
                    self.mend(child)
                });
            }
            other => children(other, &mut |child| self.mend(child)),
        }
    }

    fn mend_expr(&mut self, expr: &mut ast::Expr) {
        children(NodeMut::Expr(&mut *expr), &mut |child| self.mend(child));
        match expr {
            // `(x := (1))`: the parser's end leaves out the value's own parenthesis.
            ast::Expr::NamedExpr(named) => {
                let bounds = Span::new(span(named.target.as_ref()).end, self.text.len() as u32);
                let value = self
                    .tokens
                    .parenthesised(span(named.value.as_ref()), bounds);
                named.range = range(Span::new(span(named).start, value.end));
            }
            ast::Expr::Name(name) if self.renamed.binary_search(&span(name).start).is_ok() => {
                name.id = ast::Identifier::new(span(name).slice(self.text));
            }
            _ => {}
        }
    }

    /// `match a, b:`: the parser gives the tuple the range of the whole statement; and of
    /// `match a,:` it keeps no tuple at all.
    fn mend_subject(&self, matching: &mut ast::StmtMatch) {
        let statement = span(matching);
        let Some(first) = self.tokens.at_or_after(statement.start + 1) else {
            return;
        };
        let bounds = Span::new(first.span.start, statement.end);
        let last = match matching.subject.as_ref() {
            ast::Expr::Tuple(tuple) if span(tuple).start == statement.start => tuple.elts.last(),
            other => Some(other),
        };
        let Some(last) = last else {
            return;
        };
        let mut end = self.tokens.parenthesised(span(last), bounds).end;
        let comma = self.tokens.at_or_after(end);
        let comma = comma.filter(|t| t.kind == TokenKind::Comma);
        end = comma.map_or(end, |t| t.span.end);
        let whole = range(Span::new(first.span.start, end));
        match matching.subject.as_mut() {
            ast::Expr::Tuple(tuple) if span(tuple).start == statement.start => tuple.range = whole,
            subject if comma.is_some() => {
                let only = std::mem::replace(subject, placeholder());
                *subject = ast::Expr::Tuple(ast::ExprTuple {
                    range: whole,
                    elts: vec![only],
                    ctx: ast::ExprContext::Load,
                });
            }
            _ => {}
        }
    }

    /// `except A, B:` was parsed as `except A | B:`; makes it the tuple that it is.
    fn mend_except(&self, types: &mut Box<ast::Expr>) {
        let whole = span(types.as_ref());
        let from = self.except_commas.partition_point(|c| *c < whole.start);
        // a comma after the only type: `except A,:`
        let until = self.tokens.at_or_after(whole.end).map(|t| t.span.end);
        let until = until.unwrap_or(whole.end).max(whole.end);
        let commas = self.except_commas[from..].iter();
        let commas: Vec<u32> = commas.take_while(|c| **c < until).copied().collect();
        if commas.is_empty() {
            return;
        }
        let mut elts = Vec::new();
        let mut rest = std::mem::replace(types.as_mut(), placeholder());
        loop {
            match rest {
                ast::Expr::BinOp(op)
                    if commas.iter().any(|c| {
                        span(op.left.as_ref()).end <= *c && *c < op.right.start().to_u32()
                    }) =>
                {
                    elts.push(*op.right);
                    rest = *op.left;
                }
                first => {
                    elts.push(first);
                    break;
                }
            }
        }
        elts.reverse();
        let end = commas.iter().map(|c| c + 1).max().unwrap_or(whole.end);
        **types = ast::Expr::Tuple(ast::ExprTuple {
            range: range(Span::new(whole.start, whole.end.max(end))),
            elts,
            ctx: ast::ExprContext::Load,
        });
    }

    /// The f-strings within `span`.
    fn take_strings(&mut self, span: Span) -> Vec<ParsedString> {
        let first = self.strings.partition_point(|s| s.start < span.start);
        let last = self.strings.partition_point(|s| s.start < span.end);
        self.strings[first..last.max(first)]
            .iter_mut()
            .map(ParsedString::take)
            .collect()
    }
}

/// Removes the `pass` that stood for `lazy`, and lets the import start at that word.
pub(crate) fn mend_lazy_imports(body: &mut Vec<ast::Stmt>, lazy: &[u32]) {
    let is_lazy = |start: u32| lazy.binary_search(&start).is_ok();
    for index in 1..body.len() {
        let start = span(&body[index - 1]).start;
        if !is_lazy(start) || !matches!(body[index - 1], ast::Stmt::Pass(_)) {
            continue;
        }
        match &mut body[index] {
            ast::Stmt::Import(n) => n.range = range(Span::new(start, span(n).end)),
            ast::Stmt::ImportFrom(n) => n.range = range(Span::new(start, span(n).end)),
            _ => {}
        }
    }
    body.retain(|stmt| !(matches!(stmt, ast::Stmt::Pass(_)) && is_lazy(span(stmt).start)));
    for stmt in body {
        match stmt {
            ast::Stmt::If(n) => {
                mend_lazy_imports(&mut n.body, lazy);
                mend_lazy_imports(&mut n.orelse, lazy);
            }
            ast::Stmt::Try(n) => {
                mend_lazy_imports(&mut n.body, lazy);
                mend_lazy_imports(&mut n.orelse, lazy);
                mend_lazy_imports(&mut n.finalbody, lazy);
            }
            ast::Stmt::With(n) => mend_lazy_imports(&mut n.body, lazy),
            ast::Stmt::FunctionDef(n) => mend_lazy_imports(&mut n.body, lazy),
            ast::Stmt::ClassDef(n) => mend_lazy_imports(&mut n.body, lazy),
            _ => {}
        }
    }
}

/// The parser's range type for a span.
pub(crate) fn range(span: Span) -> ast::text_size::TextRange {
    ast::text_size::TextRange::new(span.start.into(), span.end.into())
}

/// A node to stand in while another is taken out of its box.
fn placeholder() -> ast::Expr {
    ast::Expr::Tuple(ast::ExprTuple {
        range: range(Span::new(0, 0)),
        elts: Vec::new(),
        ctx: ast::ExprContext::Load,
    })
}
