//! Method chains: `a.b(1).c(2)` seen as a receiver and its calls.

use alchemod_text::Span;

use crate::ast;
use crate::{span, TokenKind, Tree};

/// One call of a chain.
#[derive(Clone, Copy, Debug)]
pub struct Link<'t> {
    /// The whole call expression up to and with this link.
    pub expr: &'t ast::Expr,
    /// The call.
    pub call: &'t ast::ExprCall,
    /// The method's attribute node (`receiver.name`).
    pub attribute: &'t ast::ExprAttribute,
}

impl<'t> Link<'t> {
    /// The method's name.
    pub fn name(&self) -> &'t str {
        self.attribute.attr.as_str()
    }

    /// The byte span of the method's name.
    pub fn name_span(&self) -> Span {
        attribute_name_span(self.attribute)
    }

    /// The byte span from the end of the receiver to the end of the call: `.name(...)`, with the
    /// blanks, line ends and comments before the dot.
    pub fn tail_span(&self, tree: &Tree) -> Span {
        let value = span(self.attribute.value.as_ref());
        let bounds = Span::new(span(self.call).start, span(self.attribute).end);
        let receiver = tree.tokens().parenthesised(value, bounds);
        Span::new(receiver.end, span(self.call).end)
    }
}

/// The byte span of an attribute's name: an attribute node ends with it.
pub fn attribute_name_span(attribute: &ast::ExprAttribute) -> Span {
    let end = span(attribute).end;
    Span::new(end - attribute.attr.as_str().len() as u32, end)
}

/// The dot of an attribute.
pub fn dot_span(tree: &Tree, attribute: &ast::ExprAttribute) -> Option<Span> {
    let dot = tree.tokens().before(attribute_name_span(attribute).start)?;
    (dot.kind == TokenKind::Dot).then_some(dot.span)
}

/// Splits a chain into its receiver (the first expression that is no method call) and its calls,
/// innermost first. An expression that is no method call is a receiver without calls.
pub fn links(expr: &ast::Expr) -> (&ast::Expr, Vec<Link<'_>>) {
    let mut calls = Vec::new();
    let mut current = expr;
    while let ast::Expr::Call(call) = current {
        let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
            break;
        };
        calls.push(Link {
            expr: current,
            call,
            attribute,
        });
        current = attribute.value.as_ref();
    }
    calls.reverse();
    (current, calls)
}
