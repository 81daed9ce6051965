//! Relationships that several classes share: those of mixins and abstract classes.

use alchemod_engine::Context;
use alchemod_facts::{last_name, Backref, ClassId, ClassKind, Relationship, Value};
use alchemod_python::arguments::argument;
use alchemod_python::ast;

use super::carry::class_parameter;

/// The relationship as each mapped class has it: itself, or one for each class that uses the mixin.
///
/// # Errors
/// Why not all of these are known.
pub fn sides<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
) -> Result<Vec<Relationship<'t>>, String> {
    let mixin = relationship.class;
    let info = cx.project.class(mixin);
    if info.is_mapped() {
        return Ok(vec![relationship.clone()]);
    }
    if !relationship.is_declared_attr {
        return Err(format!("{} is not mapped by declarative", info.name()));
    }
    if is_used_unseen(cx, mixin) {
        return Err(format!(
            "not all classes that inherit from {} are known, and each makes a back reference of its own",
            info.name()
        ));
    }
    let has_it = |id: ClassId| cx.project.linearized(id).contains(&mixin);
    let mut users = Vec::new();
    for (id, user) in cx.project.classes() {
        let is_user = user.kind() == ClassKind::Mapped && has_it(id);
        // Of a line of mapped classes the first has the relationship, and the others inherit it.
        if !is_user || cx.project.mapped_parent(id).is_some_and(has_it) {
            continue;
        }
        if is_overridden(cx, id, relationship) {
            return Err(format!(
                "{} has a {} of its own",
                user.name(),
                relationship.attribute
            ));
        }
        let side = Relationship {
            class: id,
            ..relationship.clone()
        };
        if side
            .target
            .is_some_and(|target| cx.project.shares_table(id, target))
        {
            return Err(format!(
                "{} is both the class that has it and the one on the other side",
                user.name()
            ));
        }
        users.push(side);
    }
    match users.is_empty() {
        true => Err(format!(
            "no mapped class in these files inherits from {}",
            info.name()
        )),
        false => Ok(users),
    }
}

/// The name that `backref` gives the attribute of the other class.
///
/// # Errors
/// If that does not show.
pub fn name<'t>(
    cx: &Context<'_, 't>,
    side: &Relationship<'t>,
    backref: &Backref<'t>,
) -> Result<String, String> {
    let given = match backref.call {
        Some(call) => argument(call, Some(0), "name"),
        None => Some(&backref.keyword.value),
    };
    let computed = || {
        let given = given.filter(|_| side.is_declared_attr)?;
        let class = class_parameter(cx, side)?;
        cx.project.text_for_class(given, class, side.class)
    };
    backref
        .name
        .map(str::to_owned)
        .or_else(computed)
        .ok_or_else(|| match side.is_declared_attr {
            true => format!(
                "the name that it gives {} does not show",
                cx.project.class(side.class).name()
            ),
            false => "its value is neither a string nor `backref(\"name\", ...)`".into(),
        })
}

/// Whether a class between the mixin and `user` has something else under the relationship's name.
fn is_overridden(cx: &Context<'_, '_>, user: ClassId, relationship: &Relationship<'_>) -> bool {
    cx.project
        .linearized(user)
        .into_iter()
        .filter(|&id| id != relationship.class)
        .any(|id| {
            let info = cx.project.class(id);
            let scope = cx.project.file(info.file).scopes.get(info.scope);
            scope.names.contains_key(relationship.attribute)
        })
}

/// Whether a class may inherit from the mixin that is not known to: one that `type()` makes, or one with a base of
/// its name that was not found.
fn is_used_unseen(cx: &Context<'_, '_>, mixin: ClassId) -> bool {
    let name = cx.project.class(mixin).name();
    let is_unknown = |(id, info): (ClassId, &alchemod_facts::Class<'_>)| {
        let bases = cx.project.bases(id);
        info.def
            .bases
            .iter()
            .zip(bases)
            .any(|(base, known)| known.is_none() && last_name(base) == Some(name))
    };
    let is_made = |base: &Value| match base {
        Value::Class(id) => cx.project.linearized(*id).contains(&mixin),
        _ => false,
    };
    cx.project.classes().any(is_unknown)
        || cx.project.files.iter().any(|file| {
            file.calls().any(|(_, call)| {
                matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "type")
                    && cx
                        .project
                        .bases_given_to_type(file.id, call)
                        .is_some_and(|bases| bases.iter().any(is_made))
            })
        })
}
