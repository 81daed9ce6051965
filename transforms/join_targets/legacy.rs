//! Which calls are joins of a Query in a form that 2.x does not take.

use alchemod_engine::Context;
use alchemod_facts::Value;
use alchemod_python::arguments::keyword;
use alchemod_python::ast;

use crate::query::arguments::{has_unpacking, is_false, is_string};
use crate::query::joins::relationship_target;

/// The forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `aliased=True`.
    Aliased,
    /// `join(Target, "name")`.
    Pair,
    /// Strings among the targets.
    Strings,
    /// Tuples among the targets.
    Tuples,
    /// Several targets.
    Several,
    /// `from_joinpoint=True` with a single target.
    FromJoinpoint,
}

impl Form {
    /// What is wrong with it.
    pub fn message(self) -> &'static str {
        match self {
            Form::Aliased => "makes an alias that later criteria mean, which is gone from 2.x",
            Form::Pair => "names a relationship by a string, for which 2.x raises",
            Form::Strings => "names relationships by strings, for which 2.x raises",
            Form::Tuples => "takes a target and its condition as a tuple, for which 2.x raises",
            Form::Several => "has several targets, for which 2.x raises",
            Form::FromJoinpoint => {
                "goes on from the last join by an argument that is gone from 2.x"
            }
        }
    }
}

/// The legacy form of a call of `join` or `outerjoin`, whatever it is called of.
pub(super) fn form<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Form> {
    let is_set = |name: &str| keyword(call, name).is_some_and(|k| !is_false(&k.value));
    if is_set("aliased") {
        return Some(Form::Aliased);
    }
    let has_string = call.args.iter().any(is_string);
    let has_tuple = call
        .args
        .iter()
        .any(|arg| matches!(arg, ast::Expr::Tuple(_)));
    match call.args.as_slice() {
        // What unpacking brings is not visible.
        _ if has_unpacking(call) && !has_string && !has_tuple => None,
        [target, _]
            if has_string && !has_tuple && !is_string(target) && !is_relationship(cx, target) =>
        {
            Some(Form::Pair)
        }
        _ if has_string => Some(Form::Strings),
        _ if has_tuple => Some(Form::Tuples),
        [_, _, _, ..] => Some(Form::Several),
        [first, second] if is_relationship(cx, first) || is_entity(cx, second) => {
            Some(Form::Several)
        }
        _ if is_set("from_joinpoint") => Some(Form::FromJoinpoint),
        _ => None,
    }
}

/// Whether the argument is an attribute that is a relationship.
pub(super) fn is_relationship<'t>(cx: &Context<'_, 't>, arg: &'t ast::Expr) -> bool {
    relationship_target(cx, arg).is_some()
}

/// Whether the argument is a mapped class or an alias.
pub(super) fn is_entity<'t>(cx: &Context<'_, 't>, arg: &'t ast::Expr) -> bool {
    match cx.project.infer(cx.file.id, arg).map(|typed| typed.value) {
        Some(Value::Class(class)) => cx.project.class(class).is_mapped(),
        Some(Value::Aliased(_)) => true,
        _ => false,
    }
}
