//! The arguments of a call in the order of the source.

use alchemod_engine::Context;
use alchemod_facts::Shapes;
use alchemod_python::arguments::argument_span;
use alchemod_python::{ast, span};
use alchemod_text::Span;

/// An argument of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument<'t> {
    /// What it gives; a starred expression with its star.
    pub value: &'t ast::Expr,
    /// Its name, if it is given by name.
    pub keyword: Option<&'t str>,
    /// All of it, with its name and the parentheses around it.
    pub span: Span,
    /// The value with the parentheses around it.
    pub value_span: Span,
}

/// The arguments of `call`. `None` if it has `**` among them, or their text cannot be found.
pub(crate) fn arguments<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
) -> Option<Vec<Argument<'t>>> {
    let tree = cx.file.tree;
    let mut found = Vec::with_capacity(call.args.len() + call.keywords.len());
    for value in &call.args {
        let span = argument_span(tree, call, value)?;
        found.push(Argument {
            value,
            keyword: None,
            span,
            value_span: span,
        });
    }
    for keyword in &call.keywords {
        let name = keyword.arg.as_ref()?.as_str();
        let start = span(keyword).start;
        let bounds = Span::new(start + name.len() as u32, span(call).end - 1);
        let value_span = tree.tokens().parenthesised(span(&keyword.value), bounds);
        found.push(Argument {
            value: &keyword.value,
            keyword: Some(name),
            span: Span::new(start, value_span.end),
            value_span,
        });
    }
    found.sort_by_key(|argument| argument.span.start);
    Some(found)
}

impl<'t> Argument<'t> {
    /// The kinds of object that it may be.
    pub fn shapes(&self, cx: &Context<'_, 't>) -> Shapes {
        cx.project.shapes(cx.file.id, self.value)
    }

    /// `True`, `False` or neither.
    pub fn boolean(&self) -> Option<bool> {
        match self.value {
            ast::Expr::Constant(n) => match n.value {
                ast::Constant::Bool(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is the constant `None`.
    pub fn is_none(&self) -> bool {
        matches!(self.value, ast::Expr::Constant(n) if n.value.is_none())
    }

    /// Whether it is a starred one.
    pub fn is_starred(&self) -> bool {
        matches!(self.value, ast::Expr::Starred(_))
    }

    /// Whether evaluating it twice does what evaluating it once does: a name, or an attribute of one.
    pub fn is_plain_name(&self) -> bool {
        let mut expr = self.value;
        while let ast::Expr::Attribute(attribute) = expr {
            expr = &attribute.value;
        }
        matches!(expr, ast::Expr::Name(_))
    }
}

/// The elements of a list, tuple or set as it stands there.
pub(crate) fn elements(expr: &ast::Expr) -> Option<&[ast::Expr]> {
    match expr {
        ast::Expr::List(n) => Some(&n.elts),
        ast::Expr::Tuple(n) => Some(&n.elts),
        _ => None,
    }
}
