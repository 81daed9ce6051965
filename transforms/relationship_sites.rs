//! From a call to the relationship that it makes.

use alchemod_engine::Context;
use alchemod_facts::scopes::ScopeKind;
use alchemod_facts::{last_name, ClassId, Relationship};
use alchemod_python::{ast, NodeId};

/// The relationship that a call makes in a class body, or in a `declared_attr` function of one.
pub fn relationship_at<'p, 't>(
    cx: &Context<'p, 't>,
    site: NodeId,
    call: &ast::ExprCall,
) -> Option<&'p Relationship<'t>> {
    let scopes = &cx.file.scopes;
    let mut scope = scopes.of(site);
    if scopes.get(scope).kind == ScopeKind::Function {
        scope = scopes.get(scope).parent?;
    }
    let class = cx.project.class_of_scope(cx.file.id, scope)?;
    cx.project
        .relationships_of(class)
        .find(|relationship| std::ptr::eq(relationship.call, call))
}

/// Decorators under which annotated attributes become parameters of `__init__`.
const DATACLASS_DECORATORS: &[&str] = &["dataclass", "mapped_as_dataclass", "define", "attrs"];

/// Whether a class is made a dataclass, by a decorator or a base.
pub fn is_dataclass(cx: &Context<'_, '_>, class: ClassId) -> bool {
    let is_base = cx
        .project
        .is_subclass(class, "sqlalchemy.orm.MappedAsDataclass");
    is_base
        || cx.project.linearized(class).into_iter().any(|class| {
            cx.project
                .class(class)
                .def
                .decorator_list
                .iter()
                .any(|decorator| {
                    let callee = match decorator {
                        ast::Expr::Call(call) => call.func.as_ref(),
                        other => other,
                    };
                    last_name(callee).is_some_and(|name| DATACLASS_DECORATORS.contains(&name))
                })
        })
}
