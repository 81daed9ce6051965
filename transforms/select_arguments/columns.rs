//! `select([...], ...)`: its columns.

use alchemod_engine::Context;
use alchemod_facts::{last_name, string, Shapes};
use alchemod_python::ast;

use super::{hidden, named_by_position, with_parameters, Planned};
use crate::core::arguments::{arguments, elements, Argument};
use crate::core::methods::{Fate, Form};
use crate::core::parameters::SELECT;

const MESSAGE: &str = "select() takes its columns one by one, and everything else by methods";

/// Names of parameters and variables that hold lists of columns in most programs.
const LIST_NAMES: &[&str] = &["cols", "columns", "column_list", "fields", "select_columns"];

/// How the columns are given.
pub(super) enum Columns {
    /// A list, tuple or the like, written so.
    Many(Form),
    /// It may be one, or `None`, or nothing is known.
    MaybeMany(String),
    /// It is a list in one place, and something else in another.
    Mixed,
    /// Something that `select()` takes as it is.
    One,
    /// Plain strings as columns.
    Strings,
}

/// How an argument gives the columns; `is_legacy` if other arguments already show that the call is a legacy one.
pub(super) fn columns<'t>(
    cx: &Context<'_, 't>,
    argument: &Argument<'t>,
    is_legacy: bool,
) -> Columns {
    if let Some(elements) = elements(argument.value) {
        let is_plain = |e: &ast::Expr| string(e).is_some_and(|text| text != "*");
        if elements.iter().any(is_plain) {
            return Columns::Strings;
        }
        return Columns::Many(Form::Unwrapped);
    }
    let text = cx.slice(argument.value_span);
    let shapes = argument.shapes(cx);
    let (many, one) = (Shapes::MANY, Shapes::ONE.or(Shapes::MAPPING));
    if shapes.without(Shapes::NONE) == many {
        // `select(None)` makes no sense on any release.
        Columns::Many(Form::Starred)
    } else if shapes.may_be(many) && shapes.may_be(one) {
        Columns::Mixed
    } else if shapes.may_be(one) {
        Columns::One
    } else if is_legacy {
        // With other legacy arguments, 1.4 takes nothing but a list here.
        Columns::Many(if shapes.may_be(Shapes::NONE) {
            Form::Around("*".into(), " or []".into())
        } else {
            Form::Starred
        })
    } else if shapes.may_be(many) {
        Columns::MaybeMany(format!(
            "{text} is a list where it can be seen, but not all that it may be can be seen"
        ))
    } else {
        Columns::One
    }
}

/// `sqlalchemy.select(...)`.
pub(super) fn select<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Planned<'t>> {
    let Some(arguments) = arguments(cx, call) else {
        return Some(hidden(MESSAGE));
    };
    let has_keywords = !call.keywords.is_empty();
    let given = match arguments.iter().position(|a| a.keyword == Some("columns")) {
        Some(index) => Some(index),
        None => (!call.args.is_empty()).then_some(0),
    };
    let Some(index) = given else {
        let named = named_by_position(&arguments)?;
        return Some(with_parameters(
            cx,
            MESSAGE,
            SELECT,
            Vec::new(),
            named,
            None,
        ));
    };
    let argument = &arguments[index];
    if argument.is_starred() {
        return has_keywords.then(|| hidden(MESSAGE));
    }
    let mut doubt = None;
    let form = match columns(cx, argument, has_keywords) {
        Columns::Many(form) => form,
        Columns::MaybeMany(reason) => {
            doubt = Some(reason);
            Form::Starred
        }
        Columns::Mixed => {
            let text = cx.slice(argument.value_span);
            return Some(Planned::Manual(
                MESSAGE.into(),
                format!("{text} is a list in one place and something else in another; 2.x needs select(*{text}) for the list"),
            ));
        }
        Columns::Strings => {
            return Some(Planned::Manual(
                MESSAGE.into(),
                "plain strings are no columns in 2.x: write text(\"...\"), or column(\"...\") for a name".into(),
            ))
        }
        Columns::One if has_keywords => {
            return Some(Planned::Manual(
                MESSAGE.into(),
                "1.4 takes a list of columns beside keyword arguments, and this is none".into(),
            ))
        }
        Columns::One => return looks_like_list(cx, call, argument),
    };
    let rest: Vec<Argument<'t>> = arguments
        .iter()
        .enumerate()
        .filter(|&(other, _)| other != index)
        .map(|(_, argument)| *argument)
        .collect();
    let Some(named) = named_by_position(&rest) else {
        return Some(hidden(MESSAGE));
    };
    let stays = vec![(*argument, Fate::Stays(form))];
    Some(with_parameters(cx, MESSAGE, SELECT, stays, named, doubt))
}

/// A name that in most programs holds a list, and of which nothing is known here.
fn looks_like_list<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    argument: &Argument<'t>,
) -> Option<Planned<'t>> {
    let name = last_name(argument.value)?;
    let is_unknown = argument.shapes(cx).may_be(Shapes::UNKNOWN);
    if call.args.len() != 1 || !is_unknown || !LIST_NAMES.contains(&name) {
        return None;
    }
    let text = cx.slice(argument.value_span);
    Some(Planned::Manual(
        MESSAGE.into(),
        format!("what {text} holds cannot be seen: if it is a list, 2.x needs select(*{text})"),
    ))
}
