//! `bind_arguments`: how 2.x is told which engine to use.

use alchemod_engine::Context;
use alchemod_facts::Value;
use alchemod_python::arguments::{argument_span, has_unpacking, keyword};
use alchemod_python::names::keyword_name;
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use super::Step;
use crate::call_edits::{arguments, is_bool, named, without, Argument};

/// Arguments of `execute()` that stay what they are.
const OF_EXECUTE: &[&str] = &[
    "_add_event",
    "_parent_execute_state",
    "bind_arguments",
    "execution_options",
    "params",
    "statement",
];

const MERGE: &str =
    "put them into one dictionary by hand: bind_arguments={\"mapper\": ..., \"bind\": ...}";
const NOT_VISIBLE: &str =
    "2.x takes only the statement and its parameters by position, and what is given here is not visible";

/// `execute(statement, params, mapper=..., bind=...)` and `scalar()`.
pub(super) fn execute<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Step {
    let mut edits = Vec::new();
    for (index, value) in call.args.iter().enumerate() {
        if matches!(value, ast::Expr::Starred(_)) {
            break;
        }
        // 1.3: mapper, bind. 1.4: execution_options, bind_arguments.
        match (index, is_mapper(cx, value), matches!(value, ast::Expr::Dict(_))) {
            (0 | 1, ..) => {}
            (2, true, _) if keyword(call, "bind_arguments").is_none() => {
                let Some(place) = argument_span(cx.file.tree, call, value) else {
                    return Step::Refuse(NOT_VISIBLE.into());
                };
                edits.extend(Edit::wrap(place, "bind_arguments={\"mapper\": ", "}"));
            }
            (2, _, true) => match named(cx, call, value, "execution_options") {
                Some(edit) => edits.push(edit),
                None => return Step::Refuse(NOT_VISIBLE.into()),
            },
            (3, _, true) => match named(cx, call, value, "bind_arguments") {
                Some(edit) => edits.push(edit),
                None => return Step::Refuse(NOT_VISIBLE.into()),
            },
            _ => return Step::Refuse("2.x takes only the statement and its parameters by position; the third argument is a mapper up to 1.3 and the execution options on 1.4: name it".into()),
        }
    }
    // 1.3 called the statement so.
    if call.args.is_empty() && keyword(call, "statement").is_none() {
        if let Some(name) = keyword(call, "clause").and_then(keyword_name) {
            edits.push(Edit::replace(name, "statement"));
        }
    }
    let is_statement = !edits.is_empty() && call.args.is_empty();
    let is_bind = |name: &str| {
        let is_renamed = is_statement && name == "clause";
        !OF_EXECUTE.contains(&name) && !is_renamed
    };
    match gather(cx, call, is_bind) {
        Ok(more) => edits.extend(more),
        Err(reason) => return Step::Refuse(reason.into()),
    }
    finish(edits)
}

/// `connection(mapper=..., close_with_result=...)`.
pub(super) fn connection<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Step {
    if has_unpacking(call) {
        return Step::Nothing;
    }
    let mut edits = Vec::new();
    let mut removed: Vec<&ast::Expr> = Vec::new();
    for (index, value) in call.args.iter().enumerate() {
        match index {
            0 if is_mapper(cx, value) => {
                let Some(place) = argument_span(cx.file.tree, call, value) else {
                    return Step::Refuse(NOT_VISIBLE.into());
                };
                edits.extend(Edit::wrap(place, "bind_arguments={\"mapper\": ", "}"));
            }
            0 => {}
            1 if is_bool(value, false) || is_bool(value, true) => removed.push(value),
            2 => match named(cx, call, value, "execution_options") {
                Some(edit) => edits.push(edit),
                None => return Step::Refuse(NOT_VISIBLE.into()),
            },
            _ => {
                return Step::Refuse(
                    "2.x takes other positional arguments: bind_arguments and execution_options"
                        .into(),
                )
            }
        }
    }
    let is_flag = |argument: &Argument<'_>| match argument {
        Argument::Positional(value) => removed.iter().any(|gone| span(*gone) == span(*value)),
        Argument::Keyword(_) => argument.name() == Some("close_with_result"),
    };
    let is_bind = |name: &str| matches!(name, "mapper" | "clause" | "bind");
    if arguments(call).iter().any(is_flag) {
        // A session that is in a transaction, as all but autocommitting ones are, never heeded it.
        let Some(more) = without(cx, call, is_flag) else {
            return Step::Refuse(
                "close_with_result is gone: a session closes its connections itself".into(),
            );
        };
        edits.extend(more);
        let bound = arguments(call)
            .iter()
            .any(|argument| argument.name().is_some_and(is_bind));
        // The two rewrites would meet in one comma.
        if bound {
            return Step::Rewrite(edits, Vec::new());
        }
    }
    match gather(cx, call, is_bind) {
        Ok(more) => edits.extend(more),
        Err(reason) => return Step::Refuse(reason.into()),
    }
    finish(edits)
}

fn finish(edits: Vec<Edit>) -> Step {
    match edits.is_empty() {
        true => Step::Nothing,
        false => Step::Rewrite(edits, Vec::new()),
    }
}

/// `mapper=A, bind=b` becomes `bind_arguments={"mapper": A, "bind": b}`, in place.
fn gather(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    is_bind: impl Fn(&str) -> bool,
) -> Result<Vec<Edit>, &'static str> {
    let all = arguments(call);
    let found: Vec<usize> = (0..all.len())
        .filter(|&index| all[index].name().is_some_and(&is_bind))
        .collect();
    let (Some(&first), Some(&last)) = (found.first(), found.last()) else {
        return Ok(Vec::new());
    };
    if last - first + 1 != found.len() || keyword(call, "bind_arguments").is_some() {
        return Err(MERGE);
    }
    let mut edits = Vec::new();
    for &index in &found {
        let Argument::Keyword(keyword) = all[index] else {
            return Err(MERGE);
        };
        let place = argument_span(cx.file.tree, call, keyword).ok_or(MERGE)?;
        let value = cx
            .file
            .tree
            .tokens()
            .parenthesised(span(&keyword.value), place);
        let name = keyword.arg.as_deref().unwrap_or_default();
        let open = if index == first {
            "bind_arguments={"
        } else {
            ""
        };
        edits.push(Edit::replace(
            alchemod_text::Span::new(place.start, value.start),
            format!("{open}\"{name}\": "),
        ));
        if index == last {
            edits.push(Edit::insert(value.end, "}"));
        }
    }
    Ok(edits)
}

/// Whether an expression is a mapped class or a mapper.
pub(super) fn is_mapper<'t>(cx: &Context<'_, 't>, value: &'t ast::Expr) -> bool {
    match cx.project.infer(cx.file.id, value).map(|typed| typed.value) {
        Some(Value::Class(class)) => {
            cx.project.is_declarative(class) || cx.project.class(class).is_mapped()
        }
        Some(Value::Instance(path)) => &*path == "sqlalchemy.orm.Mapper",
        _ => false,
    }
}
