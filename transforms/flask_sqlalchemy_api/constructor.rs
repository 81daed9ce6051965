//! `SQLAlchemy(app, use_native_unicode, ...)`, and tables of other binds.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::{string, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span};

use super::EXTENSION;
use crate::call_edits::{arguments, is_bool, is_positional, named, without, Argument};

/// The positional arguments of 2.5.
const NAMES: &[&str] = &[
    "app",
    "use_native_unicode",
    "session_options",
    "metadata",
    "query_class",
    "model_class",
    "engine_options",
];

const MESSAGE: &str =
    "SQLAlchemy() takes all but the application by name, and no use_native_unicode";
const UNICODE: &str =
    "drivers of today always give text: remove it, or give what it did in engine_options";

/// The finding of a call that makes the extension.
pub(super) fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let by_name = keyword(call, "use_native_unicode");
    let info = keyword(call, "info");
    if call.args.len() < 2 && by_name.is_none() && info.is_none() {
        return None;
    }
    match cx.project.infer(cx.file.id, &call.func)?.value {
        Value::External(path) if &*path == "sqlalchemy.Table" => {
            return table(cx, call, info?);
        }
        Value::External(path) if &*path == EXTENSION => {}
        Value::Class(class) if cx.project.is_subclass(class, EXTENSION) => {
            let own = cx.project.infer_member(class, "__init__");
            if matches!(own.map(|own| own.value), Some(Value::Function(_))) {
                return None;
            }
        }
        _ => return None,
    }
    let place = span(call);
    let manual = |reason: &str| Some(Finding::manual(place, MESSAGE, reason));
    let mut edits = Vec::new();
    for (index, value) in call.args.iter().enumerate().skip(2) {
        let edit = NAMES
            .get(index)
            .and_then(|name| named(cx, call, value, name));
        match edit {
            Some(edit) => edits.push(edit),
            None => return manual("give all arguments but the application by name"),
        }
    }
    let unicode = by_name.map(|k| &k.value).or_else(|| call.args.get(1));
    if let Some(unicode) = unicode {
        if !is_bool(unicode, true) {
            return manual(UNICODE);
        }
        let goes = |argument: &Argument<'_>| {
            argument.name() == Some("use_native_unicode") || is_positional(argument, unicode)
        };
        debug_assert!(arguments(call).iter().any(goes));
        match without(cx, call, goes) {
            Some(removed) => edits.extend(removed),
            None => return manual(UNICODE),
        }
    }
    Some(Finding::safe(
        place,
        MESSAGE,
        Rewrite::new(cx.file.id, edits),
    ))
}

/// `db.Table(..., info={"bind_key": "x"})`: 3 takes the bind from an argument.
fn table(cx: &Context<'_, '_>, call: &ast::ExprCall, info: &ast::Keyword) -> Option<Finding> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    let of = cx
        .project
        .infer(cx.file.id, attribute.value.as_ref())?
        .value;
    let ast::Expr::Dict(dict) = &info.value else {
        return None;
    };
    let has_key = dict
        .keys
        .iter()
        .flatten()
        .any(|key| string(key) == Some("bind_key"));
    (has_key && cx.project.is_instance(&of, EXTENSION)).then(|| {
        Finding::manual(
            span(info),
            "Flask-SQLAlchemy 3 does not read bind_key from the info of a table",
            "the table would go to the default database: give db.Table(..., bind_key=...), without a metadata argument",
        )
    })
}
