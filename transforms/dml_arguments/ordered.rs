//! `update(preserve_parameter_order=True)`: its values are ordered ones.

use alchemod_engine::Context;
use alchemod_python::chain::{attribute_name_span, links};
use alchemod_python::{ast, NodeId};
use alchemod_text::Edit;

use crate::core::arguments::{arguments, Argument};
use crate::core::brackets::unwrap;
use crate::core::methods::{Fate, Form};
use crate::core::parameters::list_form;

const UNSEEN: &str = "preserve_parameter_order goes with values([(column, value), ...]), which is .ordered_values((column, value), ...) in 2.x; that call is not in the same expression, or does not show its list";

/// What becomes of the `values` of the same call.
///
/// # Errors
/// Why it cannot be told.
pub(super) fn fate<'t>(cx: &Context<'_, 't>, values: &Argument<'t>) -> Result<Fate, String> {
    let form = list_form(cx, values).filter(|form| !matches!(form, Form::Around(..)));
    Ok(Fate::Method("ordered_values".into(), form.ok_or(UNSEEN)?))
}

/// The edits of the `values()` that follows the call in its chain.
///
/// # Errors
/// Why there is none that can be changed.
pub(super) fn in_chain(cx: &Context<'_, '_>, site: NodeId) -> Result<Vec<Edit>, String> {
    let nodes = &cx.file.nodes;
    let mut whole = site;
    while let Some(parent) = nodes.parent(whole) {
        match nodes.get(parent).expr() {
            Some(ast::Expr::Attribute(_)) => whole = parent,
            Some(ast::Expr::Call(call))
                if nodes.expr_id(&call.func).is_some_and(|func| func == whole) =>
            {
                whole = parent;
            }
            _ => break,
        }
    }
    let expr = nodes.get(whole).expr().ok_or(UNSEEN)?;
    let (_, chain) = links(expr);
    let values = chain
        .iter()
        .find(|link| link.name() == "values")
        .ok_or(UNSEEN)?;
    let given = arguments(cx, values.call).ok_or(UNSEEN)?;
    let [list] = given.as_slice() else {
        return Err(UNSEEN.into());
    };
    let mut edits = vec![Edit::replace(
        attribute_name_span(values.attribute),
        "ordered_values",
    )];
    match list_form(cx, list) {
        Some(Form::Unwrapped) => edits.extend(unwrap(cx, list.value, list.value_span, true, None)),
        Some(Form::Starred) => edits.extend(Edit::wrap(list.value_span, "*", "")),
        _ => return Err(UNSEEN.into()),
    }
    Ok(edits)
}
