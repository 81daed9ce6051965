//! `instrument_declarative(Class, names, metadata)`: a registry made for one class.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite};
use alchemod_python::arguments::{argument, argument_span, has_unpacking, inside_parentheses};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

/// The function that is gone.
const FUNCTION: &str = "sqlalchemy.ext.declarative.instrument_declarative";

/// Its parameters on 1.4 and before.
const PARAMETERS: &[&[&str]] = &[&["cls"], &["cls_registry", "registry"], &["metadata"]];

const MESSAGE: &str = "instrument_declarative() is map_declaratively() of a registry";

/// The finding of a call.
pub(super) fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let is_it = crate::orm::names::called(cx, &call.func) == Some("instrument_declarative")
        && cx.project.external(cx.file.id, &call.func).as_deref() == Some(FUNCTION);
    if !is_it {
        return None;
    }
    let place = span(call);
    Some(match rewrite(cx, call) {
        Some(rewrite) => Finding::safe(place, MESSAGE, rewrite),
        None => Finding::manual(
            place,
            MESSAGE,
            "its arguments are not all visible: write registry(metadata=..., class_registry=...).map_declaratively(cls)",
        ),
    })
}

/// 1.4 did nothing else than this.
fn rewrite<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Rewrite> {
    if has_unpacking(call) || call.args.len() + call.keywords.len() != PARAMETERS.len() {
        return None;
    }
    let inside = inside_parentheses(cx.file.tree, call)?;
    if cx.file.tree.tokens().comments(inside).next().is_some() {
        return None;
    }
    let given = |index: usize| {
        let value = PARAMETERS[index]
            .iter()
            .find_map(|name| argument(call, Some(index), name))?;
        let place = argument_span(cx.file.tree, call, value).unwrap_or(span(value));
        Some(cx.slice(place).to_owned())
    };
    let (class, names, metadata) = (given(0)?, given(1)?, given(2)?);
    let import = cx.import("sqlalchemy.orm.registry");
    let mut wishes: Vec<ImportWish> = import.wish.into_iter().collect();
    if let ast::Expr::Name(callee) = call.func.as_ref() {
        wishes.push(ImportWish::MayGo(callee.id.to_string()));
    }
    let text = format!(
        "{}(metadata={metadata}, class_registry={names}).map_declaratively({class})",
        import.text
    );
    Some(Rewrite::new(cx.file.id, [Edit::replace(span(call), text)]).wish(cx.file.id, wishes))
}
