//! `get_engine(app, bind)`.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::arguments::{argument, has_unpacking};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use crate::call_edits::is_none;

const MESSAGE: &str = "get_engine() is `engine`, or `engines[bind_key]`";

/// The finding of `db.get_engine(...)`.
pub(super) fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    let place = span(call);
    if has_unpacking(call) || call.args.len() > 2 {
        return Some(Finding::manual(
            place,
            MESSAGE,
            "what get_engine() is given is not visible",
        ));
    }
    let app = argument(call, Some(0), "app").filter(|app| !is_none(app));
    if app.is_some_and(|app| !is_current(cx, app)) {
        return Some(Finding::manual(
            place,
            MESSAGE,
            "it is that of the current application: read it in `with app.app_context():`",
        ));
    }
    let bind = argument(call, Some(1), "bind").filter(|bind| !is_none(bind));
    let text = match bind {
        Some(bind) => format!("engines[{}]", cx.source(bind)),
        None => "engine".to_owned(),
    };
    let replaced = Span::new(attribute_name_span(attribute).start, place.end);
    if cx.file.tree.tokens().comments(replaced).next().is_some() {
        return Some(Finding::manual(
            place,
            MESSAGE,
            "a comment stands among its arguments",
        ));
    }
    Some(Finding::safe(
        place,
        MESSAGE,
        Rewrite::new(cx.file.id, [Edit::replace(replaced, text)]),
    ))
}

/// Whether it is the application of the context, which is the one that 3 takes.
pub(super) fn is_current<'t>(cx: &Context<'_, 't>, app: &'t ast::Expr) -> bool {
    cx.project.external(cx.file.id, app).as_deref() == Some("flask.current_app")
}
