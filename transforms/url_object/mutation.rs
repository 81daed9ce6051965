//! URLs that are changed in place: those of 1.4 and 2.x do not change.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::scopes::BindingKind;
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use super::URL;

/// The parts of a URL.
const PARTS: &[&str] = &[
    "database",
    "drivername",
    "host",
    "password",
    "port",
    "query",
    "username",
];

const MESSAGE: &str = "a URL does not change: set() and update_query_dict() give another one";

/// `url.database = x`, `url.query[key] = x`.
pub(super) fn of_assignment<'t>(
    cx: &Context<'_, 't>,
    stmt: &'t ast::StmtAssign,
) -> Option<Finding> {
    let [target] = stmt.targets.as_slice() else {
        return None;
    };
    let place = span(stmt);
    let value = span(stmt.value.as_ref());
    let (url, before, after) = match target {
        ast::Expr::Attribute(part) if PARTS.contains(&part.attr.as_str()) => {
            (part.value.as_ref(), format!(".set({}=", part.attr), ")")
        }
        ast::Expr::Subscript(item) => {
            let ast::Expr::Attribute(query) = item.value.as_ref() else {
                return None;
            };
            if query.attr.as_str() != "query" {
                return None;
            }
            let key = cx.source(item.slice.as_ref());
            (
                query.value.as_ref(),
                format!(".update_query_dict({{{key}: "),
                "})",
            )
        }
        _ => return None,
    };
    if !cx.project.infer(cx.file.id, url)?.value.is_instance_of(URL) {
        return None;
    }
    let name =
        match url {
            ast::Expr::Name(name) if is_own(cx, url, name.id.as_str()) => name.id.as_str(),
            _ => return Some(Finding::manual(
                place,
                MESSAGE,
                "what else holds this URL would not see the new one: make it where the URL is made",
            )),
        };
    // Parentheses around the value stay.
    let head = Span::new(place.start, span(target).end);
    let equals = cx.file.tree.tokens().at_or_after(head.end)?;
    let start = cx
        .file
        .tree
        .tokens()
        .at_or_after(equals.span.end)?
        .span
        .start;
    let bounds = Span::new(start, cx.line_span(cx.line_of(value.end)).end);
    let whole = cx.file.tree.tokens().parenthesised(value, bounds);
    let edits = [
        Edit::replace(
            Span::new(place.start, whole.start),
            format!("{name} = {name}{before}"),
        ),
        Edit::insert(whole.end, after),
    ];
    let tokens = cx.file.tree.tokens();
    if tokens
        .comments(Span::new(place.start, whole.end))
        .next()
        .is_some()
    {
        return Some(Finding::manual(place, MESSAGE, "comments are in the way"));
    }
    Some(Finding::safe(
        place,
        MESSAGE,
        Rewrite::new(cx.file.id, edits),
    ))
}

/// Whether the name is a variable of this scope that only ever holds URLs made for it.
fn is_own<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, name: &str) -> bool {
    let Some(scope) = cx.file.scope_of(expr) else {
        return false;
    };
    cx.file
        .scopes
        .lookup(name, scope)
        .is_some_and(|(owner, ids)| {
            owner == scope
                && ids.iter().all(|&id| {
                    matches!(
                        cx.file.scopes.binding(id).kind,
                        BindingKind::Assign {
                            value: ast::Expr::Call(_),
                            ..
                        }
                    )
                })
        })
}

/// `url.query.update(...)` and its like.
pub(super) fn of_call<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let changes = ["clear", "pop", "popitem", "setdefault", "update"];
    let ast::Expr::Attribute(query) = method.value.as_ref() else {
        return None;
    };
    if query.attr.as_str() != "query" || !changes.contains(&method.attr.as_str()) {
        return None;
    }
    let url = cx.project.infer(cx.file.id, &query.value)?;
    url.value.is_instance_of(URL).then(|| {
        Finding::manual(
            span(call),
            MESSAGE,
            "write url = url.update_query_dict({...}), or url = url.difference_update_query([...]) to remove keys",
        )
    })
}
