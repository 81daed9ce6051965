//! The mapped class of an object.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{ClassId, Value};
use alchemod_python::ast;

use super::lead::{lead, Wanted};

/// Methods that give one entity of a query or result.
const SINGLE: &[&str] = &["first", "one", "one_or_none", "scalar", "scalar_one"];

/// The mapped class that an expression is known to be an object of: by its annotation or constructor, by a query of
/// that class alone, or by `Session.get()`.
pub(crate) fn class_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<ClassId> {
    let is_mapped = |class: ClassId| cx.project.class(class).is_mapped();
    if let Some(typed) = cx.project.infer(cx.file.id, expr) {
        return match typed.value {
            Value::Object(class) if is_mapped(class) => Some(class),
            _ => None,
        };
    }
    let value = match expr {
        ast::Expr::Name(name) => {
            let scope = cx.file.scope_of(expr)?;
            let (_, ids) = cx.file.scopes.lookup(name.id.as_str(), scope)?;
            let [only] = ids else { return None };
            match cx.file.scopes.binding(*only).kind {
                BindingKind::Assign { value, .. } => value,
                _ => return None,
            }
        }
        other => other,
    };
    let ast::Expr::Call(call) = value else {
        return None;
    };
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let class = match method.attr.as_str() {
        "get" => match call.args.as_slice() {
            [entity, _, ..] => match cx.project.infer(cx.file.id, entity)?.value {
                Value::Class(class) => class,
                _ => return None,
            },
            _ => of_query(cx, &method.value)?,
        },
        name if SINGLE.contains(&name) => match method.value.as_ref() {
            // `session.scalars(select(User)).one()`
            ast::Expr::Call(inner) if alchemod_facts::last_name(&inner.func) == Some("scalars") => {
                of_query(cx, inner.args.first()?)?
            }
            receiver => of_query(cx, receiver)?,
        },
        _ => return None,
    };
    is_mapped(class).then_some(class)
}

/// The class of a query that selects nothing else.
fn of_query<'t>(cx: &Context<'_, 't>, query: &'t ast::Expr) -> Option<ClassId> {
    let (start, links) = alchemod_python::chain::links(query);
    let changes = |name: &str| {
        matches!(
            name,
            "with_entities"
                | "add_entity"
                | "add_columns"
                | "add_column"
                | "from_self"
                | "with_only_columns"
        )
    };
    if links.iter().any(|link| changes(link.name())) {
        return None;
    }
    let entities = match (start, links.iter().find(|link| link.name() == "query")) {
        (_, Some(link)) => Some(link.call),
        (ast::Expr::Call(call), None) => Some(call),
        _ => None,
    };
    if entities.is_some_and(|call| call.args.len() != 1) {
        return None;
    }
    let found = lead(cx, query, Wanted::Entity)?;
    found.cursor.class.filter(|_| !found.is_guess)
}
