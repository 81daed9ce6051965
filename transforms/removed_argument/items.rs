//! Where arguments stand: as keywords of a call, or as keys of a dictionary that becomes keywords.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::string;
use alchemod_python::arguments::removal;
use alchemod_python::{ast, span, TokenKind};
use alchemod_text::Span;

/// A named argument.
pub(super) struct Item<'t> {
    /// Its name.
    pub name: &'t str,
    /// What it is given.
    pub value: &'t ast::Expr,
    /// The name and the value.
    pub place: Span,
    /// The name alone, without quotes; `None` where it cannot be rewritten.
    pub name_span: Option<Span>,
    /// What goes with the argument, commas included; `None` where it cannot be rewritten.
    pub removal: Option<Span>,
}

/// The keywords of a call, those in dictionaries that it unpacks included.
pub(super) fn of_call<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Vec<Item<'t>> {
    let mut items = Vec::new();
    for keyword in &call.keywords {
        match &keyword.arg {
            Some(name) => {
                let place = span(keyword);
                let name = name.as_str();
                items.push(Item {
                    name,
                    value: &keyword.value,
                    place,
                    name_span: Some(Span::new(place.start, place.start + name.len() as u32)),
                    removal: removal(cx.file.tree, call, keyword)
                        .map(|wide| beside_comments(cx, wide, place)),
                });
            }
            None => match &keyword.value {
                ast::Expr::Dict(dict) => items.extend(of_dict(cx, dict)),
                ast::Expr::Name(name) => items.extend(of_name(cx, keyword, name)),
                _ => {}
            },
        }
    }
    items
}

/// The items of a dictionary whose keys are literal strings; others are left out.
pub(super) fn of_dict<'t>(cx: &Context<'_, 't>, dict: &'t ast::ExprDict) -> Vec<Item<'t>> {
    let inside = span(dict);
    let inside = Span::new(inside.start + 1, inside.end.saturating_sub(1));
    let mut items = Vec::new();
    for (key, value) in dict.keys.iter().zip(&dict.values) {
        let Some((key, name)) = key.as_ref().and_then(|key| Some((key, string(key)?))) else {
            continue;
        };
        let tokens = cx.file.tree.tokens();
        let whole = tokens.parenthesised(span(value), inside);
        let place = Span::new(span(key).start, whole.end);
        items.push(Item {
            name,
            value,
            place,
            name_span: unquoted(cx, span(key), name),
            removal: entry(cx, inside, place).map(|wide| beside_comments(cx, wide, place)),
        });
    }
    items
}

/// What a name that is bound once, to a dictionary, adds to a call. The dictionary may have other uses:
/// nothing is rewritten.
fn of_name<'t>(
    cx: &Context<'_, 't>,
    keyword: &'t ast::Keyword,
    name: &'t ast::ExprName,
) -> Vec<Item<'t>> {
    let Some(scope) = cx.file.scope_of(&keyword.value) else {
        return Vec::new();
    };
    let Some((_, [id])) = cx.file.scopes.lookup(name.id.as_str(), scope) else {
        return Vec::new();
    };
    let BindingKind::Assign { value, .. } = cx.file.scopes.binding(*id).kind else {
        return Vec::new();
    };
    let items = match value {
        ast::Expr::Dict(dict) => of_dict(cx, dict),
        ast::Expr::Call(call) if matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "dict") => {
            call.keywords
                .iter()
                .filter_map(|keyword| {
                    Some(Item {
                        name: keyword.arg.as_ref()?.as_str(),
                        value: &keyword.value,
                        place: span(keyword),
                        name_span: None,
                        removal: None,
                    })
                })
                .collect()
        }
        _ => Vec::new(),
    };
    items
        .into_iter()
        .map(|item| Item {
            name_span: None,
            removal: None,
            ..item
        })
        .collect()
}

/// The text of a literal between its quotes, if it stands there as it is.
fn unquoted(cx: &Context<'_, '_>, literal: Span, text: &str) -> Option<Span> {
    let written = cx.slice(literal);
    let at = written.find(text)?;
    (written.len() == text.len() + 2 && at == 1)
        .then(|| Span::new(literal.start + 1, literal.end - 1))
}

/// An entry of a dictionary with the comma that goes with it.
fn entry(cx: &Context<'_, '_>, inside: Span, place: Span) -> Option<Span> {
    let tokens = cx.file.tree.tokens();
    let next = tokens.at_or_after(place.end)?;
    if next.kind == TokenKind::Comma {
        let following = tokens.at_or_after(next.span.end)?;
        if following.span.start < inside.end {
            return Some(Span::new(place.start, following.span.start));
        }
    }
    let previous = tokens.before(place.start)?;
    match previous.kind {
        TokenKind::Comma => Some(Span::new(previous.span.start, place.end)),
        // The only entry, with a comma behind it or without.
        _ => Some(inside),
    }
}

/// `wide`, or, if comments lie in it, only the argument with the comma behind it and the line that it fills.
fn beside_comments(cx: &Context<'_, '_>, wide: Span, place: Span) -> Span {
    let tokens = cx.file.tree.tokens();
    if tokens.comments(wide).next().is_none() {
        return wide;
    }
    let end = match tokens.at_or_after(place.end) {
        Some(next) if next.kind == TokenKind::Comma => next.span.end,
        _ => place.end,
    };
    let line = cx.line_span(cx.line_of(place.start));
    let is_blank = |start, end| cx.slice(Span::new(start, end)).trim().is_empty();
    match end <= line.end && is_blank(line.start, place.start) && is_blank(end, line.end) {
        true => line,
        false => Span::new(place.start, end),
    }
}
