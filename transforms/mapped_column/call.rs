//! Edits of the call itself: its name, redundant arguments, a wrapper around it.

use alchemod_engine::Context;
use alchemod_facts::Column;
use alchemod_python::arguments::{has_unpacking, inside_parentheses};
use alchemod_python::{ast, span, TokenKind};
use alchemod_text::{Edit, Span};

/// An argument of a call, positional or by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its bytes, with parentheses around it.
    pub span: Span,
}

/// The arguments of a call in source order, with the span between its parentheses.
pub fn items(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<(Span, Vec<Item>)> {
    let tree = cx.file.tree;
    let inside = inside_parentheses(tree, call)?;
    let plain = call.args.iter().map(span);
    let named = call.keywords.iter().map(span);
    let mut items: Vec<Item> = plain
        .chain(named)
        .map(|bytes| Item {
            span: tree.tokens().parenthesised(bytes, inside),
        })
        .collect();
    items.sort_by_key(|item| item.span.start);
    Some((inside, items))
}

/// The spans that take the arguments at `gone` away, with the commas and blanks that belong to
/// them. `None` if a comment would go with them.
pub fn removals(cx: &Context<'_, '_>, call: &ast::ExprCall, gone: &[Span]) -> Option<Vec<Span>> {
    if gone.is_empty() {
        return Some(Vec::new());
    }
    let (inside, items) = items(cx, call)?;
    let is_gone = |item: &Item| gone.iter().any(|bytes| item.span.contains(*bytes));
    let last_kept = items.iter().rposition(|item| !is_gone(item));
    let Some(last_kept) = last_kept else {
        return without_comments(cx, vec![inside]);
    };
    let mut spans: Vec<Span> = Vec::new();
    for (index, item) in items.iter().enumerate().filter(|(_, item)| is_gone(item)) {
        if index < last_kept {
            spans.push(Span::new(item.span.start, items[index + 1].span.start));
        }
    }
    if let Some(last) = items.last().filter(|last| is_gone(last)) {
        spans.push(Span::new(items[last_kept].span.end, last.span.end));
    }
    without_comments(cx, spans)
}

fn without_comments(cx: &Context<'_, '_>, spans: Vec<Span>) -> Option<Vec<Span>> {
    let tokens = cx.file.tree.tokens();
    let has_comment = spans
        .iter()
        .any(|&bytes| tokens.comments(bytes).next().is_some());
    (!has_comment).then_some(spans)
}

/// The keywords of `deferred(...)` and `column_property(...)` that `mapped_column` has as well.
const OF_WRAPPERS: &[(&str, &str)] = &[
    ("active_history", "active_history"),
    ("deferred", "deferred"),
    ("group", "deferred_group"),
    ("raiseload", "deferred_raiseload"),
];

/// What takes the place of `deferred(Column(...), group="x")`.
pub struct Unwrapped {
    /// The deletions before and after the call.
    pub deletions: [Span; 2],
    /// The arguments that move into the call.
    pub arguments: Vec<String>,
}

/// The wrapper's name, if there is one around the column.
pub fn wrapper<'t>(column: &Column<'t>) -> Option<&'t ast::ExprCall> {
    match column.value {
        ast::Expr::Call(call) if !std::ptr::eq(call, column.call) => Some(call),
        _ => None,
    }
}

/// Takes the wrapper around the column away. `None` if it has an argument that `mapped_column`
/// does not have, or a comment.
pub fn unwrapped(cx: &Context<'_, '_>, column: &Column<'_>) -> Option<Unwrapped> {
    let outer = wrapper(column)?;
    let [ast::Expr::Call(inner)] = outer.args.as_slice() else {
        return None;
    };
    if !std::ptr::eq(inner, column.call) || has_unpacking(outer) {
        return None;
    }
    let is_deferred =
        cx.project.external(column.file, &outer.func).as_deref() == Some("sqlalchemy.orm.deferred");
    let mut arguments = Vec::new();
    if is_deferred {
        arguments.push("deferred=True".to_owned());
    }
    for keyword in &outer.keywords {
        let name = keyword.arg.as_deref()?;
        let (_, new) = OF_WRAPPERS.iter().find(|(old, _)| *old == name)?;
        if is_deferred && *new == "deferred" {
            return None;
        }
        arguments.push(format!("{new}={}", cx.source(&keyword.value)));
    }
    // A value over several lines would lose its layout.
    let (_, items) = items(cx, outer)?;
    let is_plain = items.first()?.span == span(inner)
        && items[1..]
            .iter()
            .all(|item| !cx.slice(item.span).contains('\n'));
    let deletions = [
        Span::new(span(outer).start, span(inner).start),
        Span::new(span(inner).end, span(outer).end),
    ];
    let spans = without_comments(cx, deletions.to_vec())?;
    (is_plain && spans.len() == 2).then_some(Unwrapped {
        deletions,
        arguments,
    })
}

/// The edit that adds arguments at the end of a call, of whose own arguments `kept` stay.
pub fn append(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    has_others: bool,
    arguments: &[String],
) -> Option<Edit> {
    let text = arguments.join(", ");
    let (inside, items) = items(cx, call)?;
    let last = items.last().map_or(inside.start, |item| item.span.end);
    let comma = cx
        .file
        .tree
        .tokens()
        .at_or_after(last)
        .filter(|token| token.kind == TokenKind::Comma && token.span.end <= inside.end);
    Some(match comma {
        Some(comma) if has_others => Edit::insert(comma.span.end, format!(" {text},")),
        _ if has_others => Edit::insert(last, format!(", {text}")),
        _ => Edit::insert(inside.end, text),
    })
}
