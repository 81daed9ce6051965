//! Arguments of calls: look-up by position or name, and the spans that adding or removing needs.

use alchemod_text::Span;

use crate::ast::{self, Ranged};
use crate::{span, TokenKind, Tree};

/// The value of a parameter that may be given by position or by name.
/// `position` is `None` for a keyword-only parameter. A starred argument before the position
/// makes positions unknown, so nothing is found then.
pub fn argument<'t>(
    call: &'t ast::ExprCall,
    position: Option<usize>,
    name: &str,
) -> Option<&'t ast::Expr> {
    if let Some(position) = position {
        let plain = call
            .args
            .iter()
            .take(position + 1)
            .all(|arg| !matches!(arg, ast::Expr::Starred(_)));
        if plain {
            if let Some(arg) = call.args.get(position) {
                return Some(arg);
            }
        }
    }
    keyword(call, name).map(|keyword| &keyword.value)
}

/// The keyword argument of this name.
pub fn keyword<'t>(call: &'t ast::ExprCall, name: &str) -> Option<&'t ast::Keyword> {
    call.keywords
        .iter()
        .find(|keyword| keyword.arg.as_deref() == Some(name))
}

/// Whether the call has `*args` or `**kwargs`, so that its arguments are not all visible.
pub fn has_unpacking(call: &ast::ExprCall) -> bool {
    call.args
        .iter()
        .any(|arg| matches!(arg, ast::Expr::Starred(_)))
        || call.keywords.iter().any(|keyword| keyword.arg.is_none())
}

/// The span between a call's parentheses. `None` if the tokens do not show them.
pub fn inside_parentheses(tree: &Tree, call: &ast::ExprCall) -> Option<Span> {
    let open = tree.tokens().at_or_after(after_callee(tree, call))?;
    let end = span(call).end;
    (open.kind == TokenKind::LeftParen && end > open.span.end)
        .then(|| Span::new(open.span.end, end - 1))
}

/// Where the callee ends, its own parentheses included: `(f)(x)`.
fn after_callee(tree: &Tree, call: &ast::ExprCall) -> u32 {
    let callee = span(call.func.as_ref());
    let bounds = Span::new(span(call).start, span(call).end);
    tree.tokens().parenthesised(callee, bounds).end
}

/// The span of a call's argument (positional or keyword) with the parentheses around it, but not
/// the call's own.
pub fn argument_span(tree: &Tree, call: &ast::ExprCall, argument: &impl Ranged) -> Option<Span> {
    let inside = inside_parentheses(tree, call)?;
    Some(tree.tokens().parenthesised(span(argument), inside))
}

/// The span of a call's argument (positional or keyword) as to be removed: with the comma after
/// it, or, for the last one, the comma before it; with the blanks that go with that comma.
/// The whole inside of the parentheses if it is the only one. Comments may lie in it: look with
/// [`crate::Tokens::comments`].
pub fn removal(tree: &Tree, call: &ast::ExprCall, argument: &impl Ranged) -> Option<Span> {
    let inside = inside_parentheses(tree, call)?;
    let widest = argument_span(tree, call, argument)?;
    let count = call.args.len() + call.keywords.len();
    if count == 1 {
        return Some(inside);
    }
    let next = tree.tokens().at_or_after(widest.end)?;
    if next.kind == TokenKind::Comma {
        let following = tree.tokens().at_or_after(next.span.end)?;
        if following.span.start < inside.end {
            return Some(Span::new(widest.start, following.span.start));
        }
    }
    let previous = tree.tokens().before(widest.start)?;
    (previous.kind == TokenKind::Comma).then(|| Span::new(previous.span.start, widest.end))
}
