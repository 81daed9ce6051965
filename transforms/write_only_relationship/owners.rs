//! Whether objects that have the relationship can be deleted: 2.x does not load what it holds for that.

use alchemod_engine::Context;
use alchemod_facts::{is_true, last_name, string, ClassId, Relationship};
use alchemod_python::ast;

use crate::orm::instance::class_of;

/// Whether nothing of the project makes SQLAlchemy load the objects that the relationship holds.
pub(super) fn may_go_unseen<'t>(cx: &Context<'_, 't>, relationship: &Relationship<'t>) -> bool {
    let says = |name: &str| {
        relationship
            .argument(name)
            .is_some_and(|value| is_true(value) || string(value) == Some("all"))
    };
    says("viewonly") || says("passive_deletes") || !may_be_deleted(cx, relationship.class)
}

/// Whether two classes may have an object in common.
pub(super) fn are_related(cx: &Context<'_, '_>, one: ClassId, other: ClassId) -> bool {
    cx.project.linearized(one).contains(&other) || cx.project.linearized(other).contains(&one)
}

/// Whether an object of `class` may be deleted, by `session.delete()` or because another is.
fn may_be_deleted(cx: &Context<'_, '_>, class: ClassId) -> bool {
    let mut relationships = cx.project.models().relationships.iter();
    let cascades = |relationship: &Relationship<'_>| {
        let deletes = relationship.given("cascade").is_some_and(|value| {
            string(value).is_none_or(|text| text.contains("delete") || text.contains("all"))
        });
        let is_its = relationship
            .target
            .is_none_or(|target| are_related(cx, target, class));
        deletes && is_its
    };
    if relationships.any(cascades) {
        return true;
    }
    cx.project.files.iter().any(|file| {
        let there = cx.in_file(file.id);
        file.calls().any(|(_, call)| {
            let ast::Expr::Attribute(method) = call.func.as_ref() else {
                return false;
            };
            let [given] = call.args.as_slice() else {
                return false;
            };
            method.attr.as_str() == "delete"
                && match class_of(&there, given) {
                    Some(deleted) => are_related(cx, deleted, class),
                    None => is_session(&there, &method.value),
                }
        })
    })
}

/// Whether an expression is a session, or called like one.
fn is_session<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    match cx.project.infer(cx.file.id, expr) {
        Some(typed) => is_session_value(cx, &typed.value),
        None => last_name(expr).is_some_and(|name| {
            name == "db" || name == "s" || name.to_lowercase().contains("session")
        }),
    }
}

/// Classes of sessions that run statements at once.
const SESSIONS: &[&str] = &["sqlalchemy.orm.Session", "sqlalchemy.orm.scoped_session"];

/// Whether a value is a session.
pub(super) fn is_session_value(cx: &Context<'_, '_>, value: &alchemod_facts::Value) -> bool {
    SESSIONS
        .iter()
        .any(|class| cx.project.is_instance(value, class))
}
