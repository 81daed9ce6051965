//! Arguments that 2.x takes by name only.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::Value;
use alchemod_python::{ast, span};

use super::{COMPOUND, SELECT};
use crate::core::arguments::arguments;
use crate::core::methods::{recompose, Fate, Form};
use crate::core::receivers::instance;

/// What a method is called on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Statement,
    Function,
}

/// The methods: how many arguments stay by position, the names of the rest in 1.4's order.
const METHODS: &[(&str, Of, usize, &[&str])] = &[
    ("join", Of::Statement, 2, &["isouter", "full"]),
    ("join_from", Of::Statement, 3, &["isouter", "full"]),
    ("outerjoin", Of::Statement, 2, &["full"]),
    ("outerjoin_from", Of::Statement, 3, &["full"]),
    (
        "over",
        Of::Function,
        0,
        &["partition_by", "order_by", "rows", "range_"],
    ),
    (
        "with_for_update",
        Of::Statement,
        0,
        &["nowait", "read", "of", "skip_locked", "key_share"],
    ),
];

/// A call with arguments by position that must be named.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let name = method.attr.as_str();
    let &(_, of, stay, names) = METHODS.iter().find(|(known, ..)| *known == name)?;
    if call.args.len() <= stay {
        return None;
    }
    let receiver = method.value.as_ref();
    let fits = match of {
        Of::Statement => {
            matches!(instance(cx, receiver).as_deref(), Some(SELECT | COMPOUND))
        }
        Of::Function => is_function(cx, receiver),
    };
    if !fits {
        return None;
    }
    let message = format!("{name}() takes its options by name");
    let span = span(call);
    let hidden = || {
        Finding::manual(
            span,
            message.clone(),
            "not all of its arguments are visible",
        )
    };
    let Some(arguments) = arguments(cx, call) else {
        return Some(hidden());
    };
    if arguments.iter().any(|a| a.is_starred()) || call.args.len() > stay + names.len() {
        return Some(hidden());
    }
    let fates: Vec<_> = arguments
        .iter()
        .enumerate()
        .map(|(index, argument)| {
            let form = match argument.keyword {
                Some(_) => Form::Named,
                None if index < stay => Form::Plain,
                None => Form::Around(format!("{}=", names[index - stay]), String::new()),
            };
            (*argument, Fate::Stays(form))
        })
        .collect();
    Some(match recompose(cx, call, &fates) {
        Ok(edits) => Finding::safe(span, message, Rewrite::new(cx.file.id, edits)),
        Err(reason) => Finding::manual(span, message, reason),
    })
}

/// Whether `expr` calls a function of `func`, or filters or groups such a call.
fn is_function<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let ast::Expr::Call(call) = expr else {
        return false;
    };
    let mut root = call.func.as_ref();
    while let ast::Expr::Attribute(attribute) = root {
        let is_of_call = matches!(attribute.value.as_ref(), ast::Expr::Call(_))
            && matches!(attribute.attr.as_str(), "filter" | "within_group");
        if is_of_call {
            return is_function(cx, &attribute.value);
        }
        root = &attribute.value;
        if let Some(Value::External(path)) = cx.project.infer(cx.file.id, root).map(|t| t.value) {
            if &*path == "sqlalchemy.func" || path.starts_with("sqlalchemy.func.") {
                return true;
            }
        }
    }
    false
}
