//! Joins by strings that do not show at once: of something that is not known to be a Query, by a name that holds a
//! string, through `getattr()`.

use std::collections::HashSet;

use alchemod_engine::{Context, Finding};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{string, Place, Project};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Span;

use crate::orm::evidence::evidence;

/// How many names are followed one after the other.
const DEPTH: u32 = 3;

const STRING: &str = "name the attribute where the string is given: join() of a Query and of a select() takes no strings on 2.x";

/// `x.join("posts")` where nothing shows that `x` is a Query but the name of a relationship.
pub(super) fn of_unknown<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
    place: Span,
) -> Option<Finding> {
    if matches!(
        method.value.as_ref(),
        ast::Expr::Constant(_) | ast::Expr::JoinedStr(_)
    ) || call.args.is_empty()
    {
        return None;
    }
    let names = cx.project.memo(relationship_names);
    let is_named = |arg: &ast::Expr| string(arg).is_some_and(|text| names.0.contains(text));
    if !call.args.iter().all(is_named) || cx.project.infer(cx.file.id, &method.value).is_some() {
        return None;
    }
    Some(Finding::manual(
        place,
        format!(
            "{}() names a relationship by a string, for which 2.x raises",
            method.attr
        ),
        "what it is called of is not visible here: if it is a Query, name the attribute",
    ))
}

/// `query.join(name)` where the name holds a string at times.
pub(super) fn by_name<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
    place: Span,
) -> Option<Finding> {
    let holds = |arg: &'t ast::Expr| match arg {
        ast::Expr::Starred(n) => holds_strings(cx, &n.value, DEPTH),
        ast::Expr::Name(_) => is_string_at_times(cx, arg, DEPTH),
        _ => false,
    };
    if !call.args.iter().any(holds) {
        return None;
    }
    evidence(cx, &method.value)?;
    Some(Finding::manual(
        place,
        format!("{}() is given a string, for which 2.x raises", method.attr),
        STRING,
    ))
}

/// `getattr(query, "join")("posts")`.
pub(super) fn by_getattr<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let [query, name] = call.args.as_slice() else {
        return None;
    };
    if !matches!(string(name), Some("join" | "outerjoin")) {
        return None;
    }
    let outer = cx.file.nodes.parent(site)?;
    let Node::Expr(ast::Expr::Call(join)) = cx.file.nodes.get(outer) else {
        return None;
    };
    if !join.args.iter().any(|arg| string(arg).is_some()) {
        return None;
    }
    evidence(cx, query)?;
    Some(Finding::manual(
        span(join),
        "join() names relationships by strings, for which 2.x raises",
        STRING,
    ))
}

/// The attributes that are relationships, in any class.
struct Names(HashSet<String>);

fn relationship_names(project: &Project<'_>) -> Names {
    let all = project.models().relationships.iter();
    Names(
        all.flat_map(|known| {
            let back = known.backref.as_ref().and_then(|backref| backref.name);
            std::iter::once(known.attribute).chain(back)
        })
        .map(str::to_owned)
        .collect(),
    )
}

/// Whether a name is bound to a string literal, by an assignment, a loop or a call.
fn is_string_at_times<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> bool {
    if string(expr).is_some() {
        return true;
    }
    bindings(cx, expr, depth, |kind| match kind {
        Bound::Value(value) => is_string_at_times(cx, value, depth - 1),
        Bound::Item(list) => holds_strings(cx, list, depth - 1),
    })
}

/// Whether a list or tuple has string literals.
fn holds_strings<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> bool {
    let any = |list: &[ast::Expr]| list.iter().any(|item| string(item).is_some());
    match expr {
        ast::Expr::List(n) => any(&n.elts),
        ast::Expr::Tuple(n) => any(&n.elts),
        _ => bindings(cx, expr, depth, |kind| match kind {
            Bound::Value(value) => holds_strings(cx, value, depth - 1),
            Bound::Item(_) => false,
        }),
    }
}

/// What a name is bound to.
enum Bound<'t> {
    /// This value.
    Value(&'t ast::Expr),
    /// The items of this.
    Item(&'t ast::Expr),
}

/// Whether `test` holds for a binding of a name. Names of this file only are followed.
fn bindings<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    depth: u32,
    test: impl Fn(Bound<'t>) -> bool,
) -> bool {
    let ast::Expr::Name(name) = expr else {
        return false;
    };
    let scopes = &cx.file.scopes;
    let found = cx
        .file
        .scope_of(expr)
        .and_then(|scope| scopes.lookup(name.id.as_str(), scope));
    let Some((_, ids)) = found.filter(|_| depth > 0) else {
        return false;
    };
    ids.iter().any(|&id| {
        let binding = scopes.binding(id);
        match binding.kind {
            BindingKind::Assign { value, .. } => test(Bound::Value(value)),
            BindingKind::For { iterable, .. } => test(Bound::Item(iterable)),
            BindingKind::Parameter {
                default, packed, ..
            } if !packed => {
                let node = scopes.get(binding.scope).node;
                let given = node.map(|node| {
                    let place = Place {
                        file: cx.file.id,
                        node,
                    };
                    cx.project.given_arguments(place, name.id.as_str())
                });
                default.is_some_and(|default| test(Bound::Value(default)))
                    || given.into_iter().flatten().flatten().any(|(file, value)| {
                        match file == cx.file.id {
                            true => test(Bound::Value(value)),
                            false => string(value).is_some(),
                        }
                    })
            }
            _ => false,
        }
    })
}
