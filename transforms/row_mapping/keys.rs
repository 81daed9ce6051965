//! What stands between the brackets of `row[...]`.

use std::cell::Cell;

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{Left, Value};
use alchemod_python::ast;

use super::rows;

/// How many names are followed one after the other.
const DEPTH: u32 = 8;

/// How many expressions one question may look at.
const STEPS: u32 = 500;

/// What a key finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A number or a slice: fine on all releases.
    Position,
    /// A string.
    Name,
    /// A column of a table or of a mapped class.
    Column,
    /// One of these.
    Unknown,
}

/// What a key is.
pub(crate) fn key<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Key {
    let steps = Cell::new(STEPS);
    key_within(cx, expr, Left::new(DEPTH, &steps))
}

/// Functions whose results are positions.
const NUMBERS: &[&str] = &["int", "len", "range", "ord", "round", "abs", "sum", "hash"];

/// Methods whose results are strings, on strings.
const TEXTS: &[&str] = &[
    "capitalize",
    "casefold",
    "format",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "removeprefix",
    "removesuffix",
    "replace",
    "rjust",
    "rstrip",
    "strip",
    "title",
    "upper",
];

fn key_within<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, left: Left<'_>) -> Key {
    let Some(left) = left.step() else {
        return Key::Unknown;
    };
    match expr {
        ast::Expr::Slice(_) => Key::Position,
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::Str(_) => Key::Name,
            ast::Constant::Int(_) | ast::Constant::Bool(_) => Key::Position,
            _ => Key::Unknown,
        },
        ast::Expr::JoinedStr(_) => Key::Name,
        ast::Expr::UnaryOp(n) => match n.op {
            ast::UnaryOp::USub | ast::UnaryOp::UAdd => Key::Position,
            _ => Key::Unknown,
        },
        ast::Expr::BinOp(n) => {
            let sides = [&n.left, &n.right].map(|side| key_within(cx, side, left));
            match (n.op, sides) {
                (ast::Operator::Mod, [Key::Name, _]) => Key::Name,
                (ast::Operator::Add, [Key::Name, _] | [_, Key::Name]) => Key::Name,
                (_, [Key::Position, _] | [_, Key::Position]) => Key::Position,
                _ => Key::Unknown,
            }
        }
        ast::Expr::IfExp(n) => {
            let one = key_within(cx, &n.body, left);
            match one == key_within(cx, &n.orelse, left) {
                true => one,
                false => Key::Unknown,
            }
        }
        ast::Expr::Call(call) => match call.func.as_ref() {
            ast::Expr::Name(f) if f.id.as_str() == "str" => Key::Name,
            ast::Expr::Name(f) if NUMBERS.contains(&f.id.as_str()) => Key::Position,
            ast::Expr::Attribute(f) if TEXTS.contains(&f.attr.as_str()) => Key::Name,
            _ => Key::Unknown,
        },
        ast::Expr::Name(name) => named(cx, expr, name.id.as_str(), left),
        ast::Expr::Attribute(_) | ast::Expr::Subscript(_) if is_column(cx, expr) => Key::Column,
        // The name or key of a column.
        ast::Expr::Attribute(n)
            if matches!(n.attr.as_str(), "name" | "key")
                && key_within(cx, &n.value, left) == Key::Column =>
        {
            Key::Name
        }
        _ => Key::Unknown,
    }
}

/// `table.c.name`, `table.c["name"]`, `Model.name`.
fn is_column<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    match cx.project.infer(cx.file.id, expr).map(|typed| typed.value) {
        Some(Value::Attribute(..)) => return true,
        Some(Value::Instance(class)) => return &*class == "sqlalchemy.Column",
        _ => {}
    }
    let owner = match expr {
        ast::Expr::Attribute(n) => n.value.as_ref(),
        ast::Expr::Subscript(n) => n.value.as_ref(),
        _ => return false,
    };
    matches!(owner, ast::Expr::Attribute(n) if matches!(n.attr.as_str(), "c" | "columns"))
}

fn named<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, name: &str, left: Left<'_>) -> Key {
    if is_column(cx, expr) {
        return Key::Column;
    }
    let Some(scope) = cx.file.scope_of(expr) else {
        return Key::Unknown;
    };
    let Some((owner, ids)) = cx.file.scopes.lookup(name, scope) else {
        return Key::Unknown;
    };
    let reaching = cx
        .file
        .nodes
        .expr_id(expr)
        .and_then(|site| cx.file.reaching(site, owner, ids))
        .filter(|found| !found.is_empty());
    let ids = reaching.unwrap_or_else(|| ids.to_vec());
    let mut kinds = ids.iter().map(|&id| match cx.file.scopes.binding(id).kind {
        BindingKind::Assign { value, .. } => key_within(cx, value, left),
        BindingKind::For {
            iterable, target, ..
        } => looped(cx, iterable, target, name, left),
        BindingKind::Augmented(value) => key_within(cx, value, left),
        BindingKind::Parameter { arg, default, .. } => {
            let annotated = arg.annotation.as_deref().map(annotated);
            annotated
                .filter(|key| *key != Key::Unknown)
                .unwrap_or_else(|| given(cx, id, name, default, left))
        }
        _ => Key::Unknown,
    });
    let first = kinds.next().unwrap_or(Key::Unknown);
    match kinds.all(|kind| kind == first) {
        true => first,
        false => Key::Unknown,
    }
}

fn is_none(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value.is_none())
}

fn annotated(annotation: &ast::Expr) -> Key {
    match annotation {
        ast::Expr::Name(n) if n.id.as_str() == "str" => Key::Name,
        ast::Expr::Name(n) if n.id.as_str() == "int" => Key::Position,
        _ => Key::Unknown,
    }
}

/// What a parameter is by its default and by all calls of its function.
fn given<'t>(
    cx: &Context<'_, 't>,
    id: alchemod_facts::scopes::BindingId,
    name: &str,
    default: Option<&'t ast::Expr>,
    left: Left<'_>,
) -> Key {
    let scope = cx.file.scopes.binding(id).scope;
    let Some(node) = cx.file.scopes.get(scope).node else {
        return Key::Unknown;
    };
    let place = alchemod_facts::Place {
        file: cx.file.id,
        node,
    };
    let default = default
        .filter(|default| !is_none(default))
        .map(|default| key_within(cx, default, left));
    let given = cx.project.given_arguments(place, name);
    let given = given.into_iter().map(|given| match given {
        Some((file, expr)) => key_within(&cx.in_file(file), expr, left),
        None => default.unwrap_or(Key::Unknown),
    });
    let mut kinds = default.into_iter().chain(given);
    let first = kinds.next().unwrap_or(Key::Unknown);
    match first != Key::Column && kinds.all(|kind| kind == first) {
        true => first,
        false => Key::Unknown,
    }
}

/// What a loop gives to the name of a key.
fn looped<'t>(
    cx: &Context<'_, 't>,
    iterable: &'t ast::Expr,
    target: &'t ast::Expr,
    name: &str,
    left: Left<'_>,
) -> Key {
    if let ast::Expr::Call(call) = iterable {
        let function = alchemod_facts::last_name(&call.func);
        let (ast::Expr::Name(_), Some("enumerate")) = (call.func.as_ref(), function) else {
            return elements(cx, iterable, target, left);
        };
        let ast::Expr::Tuple(pair) = target else {
            return Key::Unknown;
        };
        let is = |at: usize| matches!(pair.elts.get(at), Some(ast::Expr::Name(n)) if n.id.as_str() == name);
        return match (is(0), is(1), call.args.first()) {
            (true, ..) => Key::Position,
            (_, true, Some(inner)) => match pair.elts.get(1) {
                Some(target) => elements(cx, inner, target, left),
                None => Key::Unknown,
            },
            _ => Key::Unknown,
        };
    }
    elements(cx, iterable, target, left)
}

/// What the elements of an iterated expression are as keys.
fn elements<'t>(
    cx: &Context<'_, 't>,
    iterable: &'t ast::Expr,
    target: &'t ast::Expr,
    left: Left<'_>,
) -> Key {
    let Some(further) = left.step().filter(|_| matches!(target, ast::Expr::Name(_))) else {
        return Key::Unknown;
    };
    let parts = match iterable {
        ast::Expr::List(n) => &n.elts,
        ast::Expr::Tuple(n) => &n.elts,
        ast::Expr::Set(n) => &n.elts,
        ast::Expr::Call(call) => return called(cx, call),
        ast::Expr::ListComp(n) => return key_within(cx, &n.elt, left),
        ast::Expr::GeneratorExp(n) => return key_within(cx, &n.elt, left),
        ast::Expr::Attribute(n) if n.attr.as_str() == "_fields" => return Key::Name,
        ast::Expr::Attribute(n) if matches!(n.attr.as_str(), "c" | "columns") => {
            return Key::Column
        }
        ast::Expr::Name(n) => {
            let Some(scope) = cx.file.scope_of(iterable) else {
                return Key::Unknown;
            };
            return match cx.file.scopes.lookup(n.id.as_str(), scope) {
                Some((_, [only])) => match cx.file.scopes.binding(*only).kind {
                    BindingKind::Assign { value, .. } => elements(cx, value, target, further),
                    _ => Key::Unknown,
                },
                _ => Key::Unknown,
            };
        }
        _ => return Key::Unknown,
    };
    let mut kinds = parts.iter().map(|part| key_within(cx, part, left));
    let first = kinds.next().unwrap_or(Key::Unknown);
    match kinds.all(|kind| kind == first) {
        true => first,
        false => Key::Unknown,
    }
}

fn called<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Key {
    match call.func.as_ref() {
        ast::Expr::Name(f) if f.id.as_str() == "range" => Key::Position,
        ast::Expr::Name(f) if matches!(f.id.as_str(), "list" | "sorted" | "set" | "tuple") => {
            match call.args.first() {
                Some(ast::Expr::Call(inner)) => called(cx, inner),
                _ => Key::Unknown,
            }
        }
        // `row.keys()`, `result.keys()`, `table.c.keys()`
        ast::Expr::Attribute(f) if f.attr.as_str() == "keys" => {
            let is_row = rows::row(cx, &f.value).is_some();
            let is_result = rows::element(cx, &f.value).is_some();
            let is_columns = matches!(f.value.as_ref(), ast::Expr::Attribute(c)
                if matches!(c.attr.as_str(), "c" | "columns" | "_mapping"));
            match is_row || is_result || is_columns {
                true => Key::Name,
                false => Key::Unknown,
            }
        }
        ast::Expr::Attribute(f) if f.attr.as_str() == "split" => Key::Name,
        _ => Key::Unknown,
    }
}
