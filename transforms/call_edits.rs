//! Edits of the arguments of a call: removing some, naming those that are given by position.

use alchemod_engine::Context;
use alchemod_facts::Certainty;
use alchemod_python::arguments::{argument_span, inside_parentheses};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

/// An argument as the call has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'t> {
    /// Given by position.
    Positional(&'t ast::Expr),
    /// Given by name, or `**value`.
    Keyword(&'t ast::Keyword),
}

impl<'t> Argument<'t> {
    /// Its name, if it has one.
    pub fn name(&self) -> Option<&'t str> {
        match self {
            Argument::Positional(_) => None,
            Argument::Keyword(keyword) => keyword.arg.as_deref(),
        }
    }

    fn span(&self) -> Span {
        match self {
            Argument::Positional(value) => span(*value),
            Argument::Keyword(keyword) => span(*keyword),
        }
    }
}

/// The arguments of a call in the order of the text.
pub(crate) fn arguments(call: &ast::ExprCall) -> Vec<Argument<'_>> {
    let mut all: Vec<Argument<'_>> = call.args.iter().map(Argument::Positional).collect();
    all.extend(call.keywords.iter().map(Argument::Keyword));
    all.sort_by_key(|argument| argument.span().start);
    all
}

/// The bytes of an argument with the parentheses around it.
fn widest(cx: &Context<'_, '_>, call: &ast::ExprCall, argument: &Argument<'_>) -> Option<Span> {
    match argument {
        Argument::Positional(value) => argument_span(cx.file.tree, call, *value),
        Argument::Keyword(keyword) => argument_span(cx.file.tree, call, *keyword),
    }
}

/// The edits that remove the arguments for which `goes` holds, with the commas and blanks that go with
/// them. `None` if a comment stands in what would be removed, or the text does not show the places.
pub(crate) fn without(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    goes: impl Fn(&Argument<'_>) -> bool,
) -> Option<Vec<Edit>> {
    let all = arguments(call);
    let spans: Vec<Span> = all
        .iter()
        .map(|argument| widest(cx, call, argument))
        .collect::<Option<_>>()?;
    let mut removed = Vec::new();
    let mut index = 0;
    while index < all.len() {
        if !goes(&all[index]) {
            index += 1;
            continue;
        }
        let first = index;
        while index < all.len() && goes(&all[index]) {
            index += 1;
        }
        removed.push(match (first, spans.get(index)) {
            (0, None) => inside_parentheses(cx.file.tree, call)?,
            (_, Some(next)) => Span::new(spans[first].start, next.start),
            (first, None) => Span::new(spans[first - 1].end, spans[index - 1].end),
        });
    }
    let tokens = cx.file.tree.tokens();
    removed
        .iter()
        .all(|&span| tokens.comments(span).next().is_none())
        .then(|| removed.into_iter().map(Edit::delete).collect())
}

/// The edit that gives a positional argument its name. `None` for one that cannot have a name.
pub(crate) fn named(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    value: &ast::Expr,
    name: &str,
) -> Option<Edit> {
    if matches!(value, ast::Expr::Starred(_)) {
        return None;
    }
    let place = argument_span(cx.file.tree, call, value)?;
    // `f(x := 1)` needs parentheses that `f(name=x := 1)` has not.
    if matches!(value, ast::Expr::NamedExpr(_)) && place == span(value) {
        return None;
    }
    Some(Edit::insert(place.start, format!("{name}=")))
}

/// Why a rewrite whose receiver is known by its name alone is only offered.
pub(crate) fn doubt(certainty: Certainty) -> Option<&'static str> {
    (certainty == Certainty::Named)
        .then_some("only its name says that this is a session of SQLAlchemy")
}

/// Whether an expression is this truth value.
pub(crate) fn is_bool(expr: &ast::Expr, value: bool) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value == ast::Constant::Bool(value))
}

/// Whether an expression is `None`.
pub(crate) fn is_none(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value.is_none())
}

/// Whether an argument is this expression, given by position.
pub(crate) fn is_positional(argument: &Argument<'_>, value: &ast::Expr) -> bool {
    matches!(argument, Argument::Positional(known) if span(*known) == span(value))
}
