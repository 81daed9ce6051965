//! Arguments that become calls of their own: `f(a, b)` to `f(a).f(b)`.

use alchemod_engine::Context;
use alchemod_python::arguments::argument_span;
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

/// The span of a positional argument with its parentheses.
pub(crate) fn argument<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    arg: &'t ast::Expr,
) -> Result<Span, String> {
    argument_span(cx.file.tree, call, arg)
        .ok_or_else(|| "its arguments cannot be found in the text".into())
}

/// The edit that puts `text` in the place of the comma between two neighbouring arguments.
pub(crate) fn between(
    cx: &Context<'_, '_>,
    first: Span,
    second: Span,
    text: String,
) -> Result<Edit, String> {
    let gap = Span::new(first.end, second.start);
    if cx.file.tree.tokens().comments(gap).next().is_some() {
        return Err("a comment stands between its arguments".into());
    }
    Ok(Edit::replace(gap, text))
}

/// The edits that take the parentheses of a tuple away, with a comma before the closing one.
pub(crate) fn unwrap_tuple<'t>(
    cx: &Context<'_, 't>,
    tuple: &'t ast::ExprTuple,
) -> Result<[Edit; 2], String> {
    let whole = span(tuple);
    let missing = || "the tuple's elements cannot be found in the text".to_owned();
    let inside = Span::new(whole.start + 1, whole.end.saturating_sub(1));
    if !cx.slice(whole).starts_with('(') || inside.start > inside.end {
        return Err(missing());
    }
    let tokens = cx.file.tree.tokens();
    let first = tokens.parenthesised(span(tuple.elts.first().ok_or_else(missing)?), inside);
    let last = tokens.parenthesised(span(tuple.elts.last().ok_or_else(missing)?), inside);
    let opening = Span::new(whole.start, first.start);
    let closing = Span::new(last.end, whole.end);
    if tokens
        .comments(opening)
        .chain(tokens.comments(closing))
        .next()
        .is_some()
    {
        return Err("a comment stands in the tuple".into());
    }
    Ok([Edit::delete(opening), Edit::delete(closing)])
}
