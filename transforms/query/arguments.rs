//! Arguments of the methods of a query.

pub(crate) use alchemod_python::arguments::{has_unpacking, inside_parentheses, keyword};
use alchemod_python::ast;

/// Whether the expression is a string literal.
pub(crate) fn is_string(expr: &ast::Expr) -> bool {
    alchemod_facts::string(expr).is_some() || matches!(expr, ast::Expr::JoinedStr(_))
}

/// Whether the expression is the constant `False`.
pub(crate) fn is_false(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value == ast::Constant::Bool(false))
}

/// Whether the expression is the constant `None`.
pub(crate) fn is_none(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value.is_none())
}
