//! Joins: which forms mean the same on a `select()`, and what they join to.

use alchemod_engine::Context;
use alchemod_facts::{ClassId, Relationship, Value};
use alchemod_python::ast;

use super::arguments::{has_unpacking, is_string};
use super::entities::{short, Entities};

/// What a join adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A mapped class.
    Class(ClassId),
    /// What this expression names: an alias.
    Text(String),
    /// Something that is not followed.
    Unknown,
}

/// Why 2.x raises for a form of join.
const REMOVED: &str = "SQLAlchemy 2.x raises for this";

/// Looks at `join(...)` or `outerjoin(...)`: the target, or why it must be left.
pub(crate) fn target<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    entities: &Entities<'t>,
) -> Result<Target, String> {
    if has_unpacking(call) {
        return Err("the arguments of join() are not all visible".into());
    }
    for keyword in &call.keywords {
        match keyword.arg.as_deref() {
            Some("isouter" | "full") => {}
            Some(name @ ("aliased" | "from_joinpoint")) => {
                return Err(format!(
                    "join({name}=...) is gone: join an aliased() class. {REMOVED}"
                ))
            }
            _ => return Err("join() has an argument that is not known".into()),
        }
    }
    if let Some(bad) = call.args.iter().find(|arg| is_string(arg)) {
        return Err(format!(
            "join() by the string {}: name the attribute. {REMOVED}",
            cx.source(bad)
        ));
    }
    if call
        .args
        .iter()
        .any(|arg| matches!(arg, ast::Expr::Tuple(_)))
    {
        return Err(format!(
            "join() with a tuple: give target and condition as two arguments. {REMOVED}"
        ));
    }
    let target = match call.args.as_slice() {
        [first] => match relationship_target(cx, first) {
            Some(target) => target,
            None => plain_target(cx, first)?,
        },
        [first, second] => {
            if relationship_target(cx, first).is_some() {
                return Err(match relationship_target(cx, second) {
                    Some(_) => format!("join() along several relationships: one join() for each. {REMOVED}"),
                    None => "join() along a relationship with a condition: use the relationship's and_()".into(),
                });
            }
            plain_target(cx, first)?
        }
        _ => {
            return Err(format!(
                "join() with several targets: one join() for each. {REMOVED}"
            ))
        }
    };
    if let Target::Class(class) = target {
        if entities.list.iter().any(|(entity, _)| match entity {
            super::entities::Entity::Mapped(known) => shares_line(cx, class, *known),
            _ => false,
        }) {
            return Err("it joins a class of the same inheritance line, for which SQLAlchemy makes an alias of its own: join an aliased() class".into());
        }
    }
    Ok(target)
}

/// Whether one class inherits from the other, and they are not the same.
fn shares_line(cx: &Context<'_, '_>, a: ClassId, b: ClassId) -> bool {
    let mapped = |class: ClassId| -> Vec<ClassId> {
        cx.project
            .linearized(class)
            .into_iter()
            .filter(|&id| cx.project.class(id).is_mapped())
            .collect()
    };
    a != b && mapped(a).iter().any(|class| mapped(b).contains(class))
}

fn plain_target<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Result<Target, String> {
    let value = cx.project.infer(cx.file.id, expr).map(|typed| typed.value);
    match value {
        Some(Value::Class(class)) if cx.project.class(class).is_mapped() => {
            Ok(Target::Class(class))
        }
        Some(Value::Aliased(_)) => Ok(Target::Text(cx.source(expr).to_owned())),
        Some(Value::Instance(path))
            if matches!(
                &*path,
                "sqlalchemy.sql.Subquery"
                    | "sqlalchemy.sql.expression.CTE"
                    | "sqlalchemy.Table"
                    | "sqlalchemy.sql.Alias"
            ) =>
        {
            Ok(Target::Unknown)
        }
        _ => Err(format!(
            "what {} in join() is cannot be told",
            short(cx, expr)
        )),
    }
}

/// The target of a relationship attribute, also with `of_type()` or `and_()`.
pub(crate) fn relationship_target<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<Target> {
    match expr {
        ast::Expr::Attribute(n) => {
            let (class, name) = match cx.project.infer(cx.file.id, expr).map(|t| t.value) {
                Some(Value::Attribute(class, name)) => (class, name.to_string()),
                _ => match cx.project.infer(cx.file.id, &n.value).map(|t| t.value) {
                    Some(Value::Aliased(class)) => (class, n.attr.as_str().to_owned()),
                    _ => return None,
                },
            };
            let related = related_class(cx, class, &name)?;
            Some(related.map_or(Target::Unknown, Target::Class))
        }
        ast::Expr::Call(call) => {
            let ast::Expr::Attribute(method) = call.func.as_ref() else {
                return None;
            };
            let target = relationship_target(cx, &method.value)?;
            match (method.attr.as_str(), call.args.as_slice()) {
                ("of_type", [alias]) => Some(Target::Text(cx.source(alias).to_owned())),
                ("and_", _) => Some(target),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The class that a relationship attribute leads to: `None` if it is no relationship, `Some(None)` if
/// its target cannot be told.
pub(crate) fn related_class(
    cx: &Context<'_, '_>,
    class: ClassId,
    name: &str,
) -> Option<Option<ClassId>> {
    if let Some(relationship) = cx.project.relationship(class, name) {
        return Some(relationship.target);
    }
    back_reference(cx, class, name).map(|relationship| Some(relationship.class))
}

/// The relationship whose `backref` gives `class` the attribute.
pub(crate) fn back_reference<'p>(
    cx: &Context<'p, '_>,
    class: ClassId,
    name: &str,
) -> Option<&'p Relationship<'p>> {
    let line = cx.project.linearized(class);
    cx.project
        .models()
        .relationships
        .iter()
        .find(|relationship| {
            relationship
                .target
                .is_some_and(|target| line.contains(&target))
                && relationship.backref.as_ref().and_then(|b| b.name) == Some(name)
        })
}
