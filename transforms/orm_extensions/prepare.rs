//! `prepare()` of automap bases and of deferred reflection.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::{ClassId, FileId, Value};
use alchemod_python::arguments::{argument_span, has_unpacking, keyword};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use crate::call_edits::{is_bool, is_positional, named, without};

const DEFERRED: &str = "sqlalchemy.ext.declarative.DeferredReflection";

/// What has a `prepare()`.
enum Kind {
    Automap,
    Deferred,
    /// Its arguments and its file show an automap base, no more.
    Likely,
}

/// The finding of a call of `prepare()`.
pub(super) fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    if attribute.attr.as_str() != "prepare" {
        return None;
    }
    match kind(cx, call, &attribute.value)? {
        Kind::Deferred => deferred(cx, call),
        Kind::Automap => automap(cx, call, true),
        Kind::Likely => automap(cx, call, false),
    }
}

fn kind<'t>(cx: &Context<'_, 't>, call: &ast::ExprCall, receiver: &'t ast::Expr) -> Option<Kind> {
    match cx
        .project
        .infer(cx.file.id, receiver)
        .map(|typed| typed.value)
    {
        Some(value @ Value::Base(_)) => is_automap(cx, &value).then_some(Kind::Automap),
        Some(Value::External(path)) => (&*path == DEFERRED).then_some(Kind::Deferred),
        Some(Value::Class(class)) => {
            if cx.project.is_subclass(class, DEFERRED) {
                return Some(Kind::Deferred);
            }
            is_of_automap(cx, class).then_some(Kind::Automap)
        }
        Some(_) => None,
        None => {
            let shows = keyword(call, "reflect").is_some() && cx.text().contains("automap");
            shows.then_some(Kind::Likely)
        }
    }
}

/// Whether the class inherits from a base that `automap_base()` made.
pub(crate) fn is_of_automap(cx: &Context<'_, '_>, class: ClassId) -> bool {
    let line = cx.project.linearized(class).into_iter();
    line.flat_map(|class| cx.project.bases(class))
        .flatten()
        .any(|base| is_automap(cx, &base))
}

/// Whether a base is made by `automap_base()`.
fn is_automap(cx: &Context<'_, '_>, base: &Value) -> bool {
    match base {
        Value::Base(place) => {
            let file: FileId = place.file;
            let node = cx.project.file(file).nodes.get(place.node);
            matches!(node.expr(), Some(ast::Expr::Call(call))
                if cx.project.external(file, &call.func).as_deref() == Some("sqlalchemy.ext.automap.automap_base"))
        }
        Value::External(path) => &**path == "sqlalchemy.ext.automap.AutomapBase",
        _ => false,
    }
}

/// `prepare(engine=e)`: the parameter is called `bind` now, and is the first one still.
fn deferred(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    let engine = keyword(call, "engine")?;
    let place = argument_span(cx.file.tree, call, engine)?;
    let value = cx
        .file
        .tree
        .tokens()
        .parenthesised(span(&engine.value), place);
    let edit = Edit::delete(Span::new(place.start, value.start));
    Some(Finding::safe(
        span(call),
        "prepare() has no argument `engine`: it is given by position",
        Rewrite::new(cx.file.id, [edit]),
    ))
}

const MESSAGE: &str = "prepare() of an automap base reflects with autoload_with";

fn automap(cx: &Context<'_, '_>, call: &ast::ExprCall, is_known: bool) -> Option<Finding> {
    let manual = |reason: &str| Some(Finding::manual(span(call), MESSAGE, reason));
    let engine = keyword(call, "engine");
    let second = call.args.get(1);
    let reflect = keyword(call, "reflect").map(|k| &k.value).or(second);
    if engine.is_none() && reflect.is_none() {
        return None;
    }
    if has_unpacking(call) || call.args.len() > 2 {
        return manual(
            "its arguments are not visible: 2.x has autoload_with in place of engine and reflect",
        );
    }
    let mut edits = Vec::new();
    match (call.args.first(), engine, reflect) {
        // Without `reflect` 1.4 did not use the engine.
        (None, Some(_), reflect) if reflect.is_none_or(|value| is_bool(value, false)) => {
            edits.extend(without(cx, call, |argument| {
                matches!(argument.name(), Some("engine" | "reflect"))
            })?);
        }
        (None, Some(engine), Some(reflect)) if is_bool(reflect, true) => {
            let name = alchemod_python::names::keyword_name(engine)?;
            edits.push(Edit::replace(name, "autoload_with"));
            edits.extend(without(cx, call, |argument| {
                argument.name() == Some("reflect")
            })?);
        }
        (Some(first), None, Some(reflect)) if is_bool(reflect, true) => {
            edits.push(named(cx, call, first, "autoload_with")?);
            edits.extend(without(cx, call, |argument| {
                argument.name() == Some("reflect") || is_positional(argument, reflect)
            })?);
        }
        (None, None, _) => {
            return manual(
                "metadata has no engine of its own in 2.x: prepare(autoload_with=engine)",
            )
        }
        _ => {
            return manual(
                "what it reflects depends on the release: 2.x reflects if autoload_with is given",
            )
        }
    }
    let rewrite = Rewrite::new(cx.file.id, edits);
    Some(match is_known {
        true => Finding::safe(span(call), MESSAGE, rewrite),
        false => Finding::offered(
            span(call),
            MESSAGE,
            "only its arguments say that this is an automap base",
            rewrite,
        ),
    })
}
