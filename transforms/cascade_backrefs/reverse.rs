//! The other side of a relationship, and whether it cascades.

use alchemod_engine::Context;
use alchemod_facts::{is_true, string, ClassId};
use alchemod_python::arguments::keyword;
use alchemod_python::ast;

use crate::call_edits::is_bool;

/// The name of the attribute on the other side of `class.attribute`, if objects that are put there get into
/// the session of the object that has it.
pub(super) fn cascading(cx: &Context<'_, '_>, class: ClassId, attribute: &str) -> Option<String> {
    if let Some(relationship) = cx.project.relationship(class, attribute) {
        if relationship.given("viewonly").is_some_and(is_true) {
            return None;
        }
        if let Some(name) = relationship.back_populates {
            let other = cx.project.relationship(relationship.target?, name)?;
            return saves(other.call).then(|| name.to_owned());
        }
        let backref = relationship.backref.as_ref()?;
        return backref
            .call
            .is_none_or(saves)
            .then(|| backref.name.unwrap_or("backref").to_owned());
    }
    if !cx.project.has_back_reference(class, attribute) {
        return None;
    }
    let bases = cx.project.linearized(class);
    let origin = cx.project.models().relationships.iter().find(|other| {
        other.target.is_some_and(|target| bases.contains(&target))
            && other.backref.as_ref().and_then(|backref| backref.name) == Some(attribute)
    })?;
    saves(origin.call).then(|| origin.attribute.to_owned())
}

/// Whether a relationship with these arguments cascades to what is put into it.
fn saves(call: &ast::ExprCall) -> bool {
    let given = |name: &str| keyword(call, name).map(|k| &k.value);
    if given("viewonly").is_some_and(is_true)
        || given("cascade_backrefs").is_some_and(|value| is_bool(value, false))
    {
        return false;
    }
    match given("cascade") {
        None => true,
        Some(cascade) => string(cascade)
            .is_none_or(|cascade| cascade.contains("save-update") || cascade.contains("all")),
    }
}
