//! `create_all(bind, app)`, `drop_all()` and `reflect()`.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::arguments::{argument, has_unpacking, keyword};
use alchemod_python::layout::shares_line;
use alchemod_python::names::keyword_name;
use alchemod_python::{ast, span, NodeId, Style};
use alchemod_text::Edit;

use super::engines::is_current;
use crate::call_edits::{is_none, is_positional, without};

/// The finding of a call of one of these methods.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    name: &str,
) -> Option<Finding> {
    let place = span(call);
    let message = format!("{name}() takes a bind_key, and no application");
    let manual = |reason: &str| Some(Finding::manual(place, message.clone(), reason));
    if has_unpacking(call) {
        return manual("what it is given is not visible");
    }
    let mut edits = Vec::new();
    if let Some(bind) = keyword(call, "bind") {
        edits.push(Edit::replace(keyword_name(bind)?, "bind_key"));
    }
    let app = argument(call, Some(1), "app");
    if let Some(app) = app {
        let removed = without(cx, call, |argument| {
            argument.name() == Some("app") || is_positional(argument, app)
        });
        match removed {
            Some(removed) => edits.extend(removed),
            None => {
                return manual(
                    "it works on the current application: call it in `with app.app_context():`",
                )
            }
        }
        if !is_none(app) && !is_current(cx, app) && !in_context(cx, site, app) {
            match in_block(cx, site, app, &edits) {
                Some(block) => edits.extend(block),
                None => {
                    return manual(
                        "it works on the current application: call it in `with app.app_context():`",
                    )
                }
            }
        }
    }
    (!edits.is_empty())
        .then(|| Finding::safe(place, message.clone(), Rewrite::new(cx.file.id, edits)))
}

/// Whether the site is in a `with app.app_context():` of this application.
fn in_context(cx: &Context<'_, '_>, site: NodeId, app: &ast::Expr) -> bool {
    let wanted = cx.source(app);
    cx.file.nodes.ancestors(site).any(|id| {
        let Some(ast::Stmt::With(with)) = cx.file.nodes.get(id).stmt() else {
            return false;
        };
        with.items.iter().any(|item| {
            let ast::Expr::Call(call) = &item.context_expr else {
                return false;
            };
            matches!(call.func.as_ref(), ast::Expr::Attribute(method)
                if matches!(method.attr.as_str(), "app_context" | "test_request_context")
                    && cx.source(method.value.as_ref()) == wanted)
        })
    })
}

/// The edits that put the statement, in which the call stands by itself, into a context of the application.
fn in_block(
    cx: &Context<'_, '_>,
    site: NodeId,
    app: &ast::Expr,
    removed: &[Edit],
) -> Option<Vec<Edit>> {
    // It is evaluated before the call now: only what cannot tell may be.
    if !matches!(app, ast::Expr::Name(_) | ast::Expr::Attribute(_)) {
        return None;
    }
    let parent = cx.file.nodes.parent(site)?;
    let stmt = cx.file.nodes.get(parent).stmt()?;
    let is_simple = matches!(
        stmt,
        ast::Stmt::Expr(_) | ast::Stmt::Assign(_) | ast::Stmt::Return(_)
    );
    let is_alone = is_simple && !shares_line(cx.file.tree, stmt);
    if !is_alone {
        return None;
    }
    let indent = cx.indent_of(stmt);
    let unit = Style::of(cx.file.tree).indent;
    let head = format!("with {}.app_context():\n{indent}{unit}", cx.source(app));
    let place = span(stmt);
    let mut edits = vec![Edit::insert(place.start, head)];
    for line in cx.line_of(place.start) + 1..=cx.line_of(place.end) {
        let start = cx.line_span(line).start;
        let in_string = cx
            .file
            .tree
            .tokens()
            .before(start)
            .is_some_and(|token| token.span.end > start);
        let is_gone = removed
            .iter()
            .any(|edit| edit.span.start < start && start < edit.span.end);
        if !in_string && !is_gone {
            edits.push(Edit::insert(start, unit.clone()));
        }
    }
    Some(edits)
}
