//! `new() if SQLALCHEMY_2 else old()`.

use alchemod_engine::Context;
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

/// The edits that leave the part of a conditional expression that is taken.
pub(super) fn cut(
    cx: &Context<'_, '_>,
    expr: &ast::Expr,
    condition: &ast::ExprIfExp,
    answer: bool,
) -> Vec<Edit> {
    let whole = span(expr);
    let kept = match answer {
        true => &condition.body,
        false => &condition.orelse,
    };
    let kept = cx
        .file
        .tree
        .tokens()
        .parenthesised(span(kept.as_ref()), whole);
    vec![
        Edit::delete(Span::new(whole.start, kept.start)),
        Edit::delete(Span::new(kept.end, whole.end)),
    ]
}
