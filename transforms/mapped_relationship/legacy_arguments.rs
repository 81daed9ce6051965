//! Arguments of `relationship()` that 2.0 takes no longer, or only under a warning.

use alchemod_engine::{Context, Finding, Rewrite, Target};
use alchemod_facts::{is_true, string};
use alchemod_python::arguments::{has_unpacking, keyword, removal};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

/// The parameters of 1.4's `relationship()` in their order.
const PARAMETERS: &[&str] = &[
    "argument",
    "secondary",
    "primaryjoin",
    "secondaryjoin",
    "foreign_keys",
    "uselist",
    "order_by",
    "backref",
    "back_populates",
    "overlaps",
    "post_update",
    "cascade",
    "viewonly",
    "lazy",
    "collection_class",
    "passive_deletes",
    "passive_updates",
    "remote_side",
    "enable_typechecks",
    "join_depth",
    "comparator_factory",
    "single_parent",
    "innerjoin",
    "distinct_target_key",
    "doc",
    "active_history",
    "cascade_backrefs",
    "load_on_pending",
    "bake_queries",
];

/// How many arguments 2.0 takes by position.
const BY_POSITION: usize = 2;

/// Cascades that write: SQLAlchemy has no use for them on a relationship that is only read.
const WRITING_CASCADES: &[&str] = &["save-update", "delete", "delete-orphan", "all", "merge"];

/// The first of the arguments that has to change.
pub fn check(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    positional(cx, call)
        .or_else(|| cascade_backrefs(cx, call))
        .or_else(|| bake_queries(cx, call))
        .or_else(|| viewonly_cascade(call))
}

fn positional(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    let extra = call.args.get(BY_POSITION..).filter(|e| !e.is_empty())?;
    let message = "`relationship()` takes only two arguments by position";
    if has_unpacking(call) {
        return Some(Finding::manual(
            span(call),
            message,
            "which parameters `*args` fills cannot be read: pass them by name",
        ));
    }
    let names = PARAMETERS.get(BY_POSITION..call.args.len());
    let Some(names) = names else {
        return Some(Finding::manual(
            span(call),
            message,
            "it has more arguments than the parameters that are known: pass them by name",
        ));
    };
    let bounds = span(call);
    let edits = extra.iter().zip(names).map(|(arg, name)| {
        let whole = cx.file.tree.tokens().parenthesised(span(arg), bounds);
        // The parentheses of the call itself are not the argument's.
        let start = if whole.end >= bounds.end {
            span(arg).start
        } else {
            whole.start
        };
        Edit::insert(start, format!("{name}="))
    });
    Some(Finding::safe(
        span(call),
        message,
        Rewrite::new(cx.file.id, edits),
    ))
}

fn cascade_backrefs(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    // On 1.4 it still has an effect.
    if cx.settings.target < Target::V20 {
        return None;
    }
    let inner = match keyword(call, "backref").map(|k| &k.value) {
        Some(ast::Expr::Call(inner)) => Some(inner),
        _ => None,
    };
    let (call, argument) = [Some(call), inner]
        .into_iter()
        .flatten()
        .find_map(|call| Some((call, keyword(call, "cascade_backrefs")?)))?;
    let message = "`cascade_backrefs` is gone: 2.0 never cascades along back references";
    let place = span(argument);
    let Some(whole) = removal(cx.file.tree, call, argument) else {
        return Some(Finding::manual(
            place,
            message,
            "take the argument away by hand",
        ));
    };
    let rewrite = Rewrite::new(cx.file.id, [Edit::delete(whole)]);
    match &argument.value {
        ast::Expr::Constant(n) if n.value.as_bool() == Some(&false) => {
            Some(Finding::safe(place, message, rewrite))
        }
        // The default of 1.x: what relies on it is reported like that of any relationship (AM804).
        value if is_true(value) => Some(Finding::safe(place, message, rewrite)),
        _ => Some(Finding::manual(
            place,
            message,
            "its value is no literal: where it is true, objects are saved by this cascade alone, and will \
             be no longer",
        )),
    }
}

/// It had no effect in 1.4 already.
fn bake_queries(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    let argument =
        keyword(call, "bake_queries").filter(|k| matches!(k.value, ast::Expr::Constant(_)))?;
    let whole = removal(cx.file.tree, call, argument)?;
    Some(Finding::safe(
        span(argument),
        "`bake_queries` has had no effect since 1.4",
        Rewrite::new(cx.file.id, [Edit::delete(whole)]),
    ))
}

fn viewonly_cascade(call: &ast::ExprCall) -> Option<Finding> {
    keyword(call, "viewonly").filter(|k| is_true(&k.value))?;
    let cascade = keyword(call, "cascade")?;
    let words = string(&cascade.value)?;
    words
        .split(',')
        .any(|word| WRITING_CASCADES.contains(&word.trim()))
        .then(|| {
            Finding::manual(
                span(cascade),
                "cascades of a relationship that is only read",
                "1.4 refuses them and 2.0 ignores them: take `cascade` or `viewonly` away",
            )
        })
}
