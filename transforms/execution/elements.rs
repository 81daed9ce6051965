//! Strings in lists, tuples and dictionaries, and those that a string is split into.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{FileId, Place};
use alchemod_python::ast;

use super::strings::{agree, all, follow, starts, Sql, Way};

/// Methods of strings that give lists of strings.
const SPLITTERS: &[&str] = &["rsplit", "split", "splitlines"];

/// Modules whose `split()` gives lists of strings.
const SPLITTING_MODULES: &[&str] = &["re", "sqlparse"];

/// Functions that give the elements of their last argument.
const PASSING: &[&str] = &[
    "filter", "iter", "list", "reversed", "set", "sorted", "tuple",
];

/// Methods by which a list may get other elements.
const ADDING: &[&str] = &[
    ".append",
    ".extend",
    ".insert",
    ".update",
    ".setdefault",
    "[",
];

/// What the elements of `iterable` are, if they are strings; of elements that are taken apart, the part that this
/// name of the target gets.
pub(super) fn element<'t>(
    cx: &Context<'_, 't>,
    iterable: &'t ast::Expr,
    part: Option<(&'t ast::Expr, &str)>,
    way: &Way<'_>,
) -> Option<Sql<'t>> {
    let Some((target, name)) = part else {
        return elements(cx, iterable, way);
    };
    let ast::Expr::Tuple(target) = target else {
        return None;
    };
    let is_it = |e: &ast::Expr| matches!(e, ast::Expr::Name(n) if n.id.as_str() == name);
    let index = target.elts.iter().position(is_it)?;
    if let ast::Expr::Call(call) = iterable {
        return match call.func.as_ref() {
            ast::Expr::Name(n) if n.id.as_str() == "enumerate" && index == 1 => {
                elements(cx, call.args.first()?, way)
            }
            ast::Expr::Attribute(n) if n.attr.as_str() == "items" && index == 1 => {
                values(cx, &n.value, way)
            }
            _ => None,
        };
    }
    let parts: Option<Vec<_>> = listed(cx, iterable)?
        .iter()
        .map(|row| match row {
            ast::Expr::Tuple(row) => row.elts.get(index),
            _ => None,
        })
        .collect();
    all(cx, parts?, way).map(|found| starts(agree(&found)))
}

/// `list[0]`, `dictionary["key"]`, `string[:-1]`.
pub(super) fn item<'t>(
    cx: &Context<'_, 't>,
    subscript: &'t ast::ExprSubscript,
    way: &Way<'_>,
) -> Option<Sql<'t>> {
    if let ast::Expr::Slice(slice) = subscript.slice.as_ref() {
        let sql = follow(cx, &subscript.value, way)?;
        return Some(starts(sql.leading.filter(|_| slice.lower.is_none())));
    }
    elements(cx, &subscript.value, way).or_else(|| values(cx, &subscript.value, way))
}

fn elements<'t>(cx: &Context<'_, 't>, iterable: &'t ast::Expr, way: &Way<'_>) -> Option<Sql<'t>> {
    match iterable {
        ast::Expr::ListComp(n) => follow(cx, &n.elt, way).map(|sql| starts(sql.leading)),
        ast::Expr::GeneratorExp(n) => follow(cx, &n.elt, way).map(|sql| starts(sql.leading)),
        ast::Expr::Call(call) => match call.func.as_ref() {
            ast::Expr::Attribute(n) if n.attr.as_str() == "values" => values(cx, &n.value, way),
            ast::Expr::Attribute(n) if SPLITTERS.contains(&n.attr.as_str()) => {
                let of_module = matches!(n.value.as_ref(), ast::Expr::Name(module)
                    if SPLITTING_MODULES.contains(&module.id.as_str()));
                (of_module || follow(cx, &n.value, way).is_some()).then(Sql::default)
            }
            ast::Expr::Name(n) if PASSING.contains(&n.id.as_str()) => {
                elements(cx, call.args.last()?, way)
            }
            _ => None,
        },
        _ => {
            if let Some(value @ ast::Expr::Call(_)) = assigned(cx, iterable) {
                return elements(cx, value, way);
            }
            if let Some(value @ ast::Expr::ListComp(_)) = assigned(cx, iterable) {
                return elements(cx, value, way);
            }
            if let Some(given) = given(cx, iterable) {
                let way = way.step()?;
                let found: Option<Vec<_>> = given
                    .into_iter()
                    .map(|argument| {
                        let (file, value) = argument?;
                        elements(&cx.in_file(file), value, &way)
                    })
                    .collect();
                return found.map(|found| starts(agree(&found)));
            }
            all(cx, listed(cx, iterable)?, way).map(|found| starts(agree(&found)))
        }
    }
}

/// What the values of a dictionary are.
fn values<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, way: &Way<'_>) -> Option<Sql<'t>> {
    let ast::Expr::Dict(dict) = assigned(cx, expr).unwrap_or(expr) else {
        return None;
    };
    all(cx, &dict.values, way).map(|found| starts(agree(&found)))
}

/// What calls give to a parameter; `None` if the expression is none, or nothing gives it anything.
fn given<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
) -> Option<Vec<Option<(FileId, &'t ast::Expr)>>> {
    let ast::Expr::Name(name) = expr else {
        return None;
    };
    let scope = cx.file.scope_of(expr)?;
    let (owner, bindings) = cx.file.scopes.lookup(name.id.as_str(), scope)?;
    let [id] = bindings else {
        return None;
    };
    let BindingKind::Parameter { packed: false, .. } = cx.file.scopes.binding(*id).kind else {
        return None;
    };
    let place = Place {
        file: cx.file.id,
        node: cx.file.scopes.get(owner).node?,
    };
    let given = cx.project.given_arguments(place, name.id.as_str());
    (!given.is_empty()).then_some(given)
}

/// The elements that a list or tuple is written with.
fn listed<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<&'t [ast::Expr]> {
    match assigned(cx, expr).unwrap_or(expr) {
        ast::Expr::List(n) => Some(&n.elts),
        ast::Expr::Tuple(n) => Some(&n.elts),
        ast::Expr::Set(n) => Some(&n.elts),
        _ => None,
    }
}

/// The one value that a name of the file is given, if nothing in the file adds to it.
fn assigned<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<&'t ast::Expr> {
    let ast::Expr::Name(name) = expr else {
        return None;
    };
    let name = name.id.as_str();
    let scope = cx.file.scope_of(expr)?;
    let (_, bindings) = cx.file.scopes.lookup(name, scope)?;
    let [id] = bindings else {
        return None;
    };
    let BindingKind::Assign { value, .. } = cx.file.scopes.binding(*id).kind else {
        return None;
    };
    let adds = |method: &&str| match *method {
        // `name[key] = value`; reading looks the same up to the closing bracket.
        "[" => cx.text().lines().any(|line| {
            let line = line.trim_start();
            line.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('[') && rest.contains("] ="))
        }),
        method => cx.text().contains(&format!("{name}{method}")),
    };
    (!ADDING.iter().any(adds)).then_some(value)
}
