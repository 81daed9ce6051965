//! The value that an argument is given, as far as its text shows it.

use alchemod_python::ast;

/// What an argument is given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given {
    /// Anything.
    Any,
    /// The constant `True`.
    True,
    /// The constant `False`.
    False,
    /// The constant `None`.
    None,
    /// A literal string that is one of these, in any case.
    Text(&'static [&'static str]),
    /// The constant `True`, where the call has this keyword, too.
    TrueBeside(&'static str),
    /// An empty list or tuple.
    Empty,
    /// A literal: a constant, or a list, tuple or dictionary of literals.
    Literal,
}

impl Given {
    /// Whether `value` is such; `beside` are the names of all keywords that are given with it.
    pub fn fits(self, value: &ast::Expr, beside: &[&str]) -> bool {
        match self {
            Given::Any => true,
            Given::True => is_bool(value, true),
            Given::False => is_bool(value, false),
            Given::None => matches!(value, ast::Expr::Constant(n) if n.value.is_none()),
            Given::Text(words) => alchemod_facts::string(value)
                .is_some_and(|text| words.iter().any(|word| word.eq_ignore_ascii_case(text))),
            Given::TrueBeside(other) => is_bool(value, true) && beside.contains(&other),
            Given::Empty => match value {
                ast::Expr::List(n) => n.elts.is_empty(),
                ast::Expr::Tuple(n) => n.elts.is_empty(),
                _ => false,
            },
            Given::Literal => is_literal(value),
        }
    }
}

fn is_bool(value: &ast::Expr, wanted: bool) -> bool {
    matches!(value, ast::Expr::Constant(n) if n.value.as_bool() == Some(&wanted))
}

fn is_literal(value: &ast::Expr) -> bool {
    match value {
        ast::Expr::Constant(_) => true,
        ast::Expr::List(n) => n.elts.iter().all(is_literal),
        ast::Expr::Tuple(n) => n.elts.iter().all(is_literal),
        ast::Expr::Dict(n) => {
            n.keys.iter().flatten().all(is_literal) && n.values.iter().all(is_literal)
        }
        ast::Expr::UnaryOp(n) => is_literal(&n.operand),
        _ => false,
    }
}

/// Whether nothing happens when `value` is evaluated: names, attributes and literals.
pub(super) fn is_plain(value: &ast::Expr) -> bool {
    match value {
        ast::Expr::Name(_) => true,
        ast::Expr::Attribute(n) => is_plain(&n.value),
        ast::Expr::Subscript(n) => is_plain(&n.value) && is_plain(&n.slice),
        ast::Expr::BoolOp(n) => n.values.iter().all(is_plain),
        ast::Expr::Compare(n) => is_plain(&n.left) && n.comparators.iter().all(is_plain),
        ast::Expr::IfExp(n) => is_plain(&n.test) && is_plain(&n.body) && is_plain(&n.orelse),
        ast::Expr::UnaryOp(n) => is_plain(&n.operand),
        ast::Expr::List(n) => n.elts.iter().all(is_plain),
        ast::Expr::Tuple(n) => n.elts.iter().all(is_plain),
        ast::Expr::Lambda(_) => true,
        value => is_literal(value),
    }
}
