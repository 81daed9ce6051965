//! From a call to the column or relationship that it makes, and what its class is.

use alchemod_engine::Context;
use alchemod_facts::scopes::ScopeKind;
use alchemod_facts::{last_name, ClassId, Column, Home, Relationship};
use alchemod_python::{ast, Node, NodeId};

/// The column that a call makes: in a class body, or in a `declared_attr` function of one.
pub fn column_at<'p, 't>(
    cx: &Context<'p, 't>,
    site: NodeId,
    call: &ast::ExprCall,
) -> Option<&'p Column<'t>> {
    cx.project
        .columns_of(class_around(cx, site)?)
        .find(|column| std::ptr::eq(column.call, call))
}

/// The relationship that a call makes: in a class body, in a `declared_attr` function of one, or assigned to
/// a class (`User.posts = relationship(...)`).
pub fn relationship_at<'p, 't>(
    cx: &Context<'p, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<&'p Relationship<'t>> {
    let of = |class: ClassId| {
        cx.project
            .relationships_of(class)
            .find(|relationship| std::ptr::eq(relationship.call, call))
    };
    // What is assigned in a method stands in a class as well.
    class_around(cx, site)
        .and_then(of)
        .or_else(|| assigned_to(cx, site).and_then(of))
}

/// The relationship that a call makes for a mapper: in `properties={...}`, or for `add_property()`.
pub fn relationship_given_at<'p, 't>(
    cx: &Context<'p, 't>,
    call: &'t ast::ExprCall,
) -> Option<&'p Relationship<'t>> {
    let all = cx.project.models().relationships.iter();
    all.filter(|known| matches!(known.home, Home::Properties | Home::Added))
        .find(|known| std::ptr::eq(known.call, call))
}

/// The class whose body, or a function of it, a node stands in.
fn class_around(cx: &Context<'_, '_>, site: NodeId) -> Option<ClassId> {
    let scopes = &cx.file.scopes;
    let mut scope = scopes.of(site);
    if scopes.get(scope).kind == ScopeKind::Function {
        scope = scopes.get(scope).parent?;
    }
    cx.project.class_of_scope(cx.file.id, scope)
}

/// The class whose attribute an expression is assigned to.
fn assigned_to(cx: &Context<'_, '_>, site: NodeId) -> Option<ClassId> {
    let Node::Stmt(ast::Stmt::Assign(assign)) = cx.file.nodes.get(cx.file.nodes.parent(site)?)
    else {
        return None;
    };
    let [ast::Expr::Attribute(target)] = assign.targets.as_slice() else {
        return None;
    };
    match cx.project.infer(cx.file.id, &target.value)?.value {
        alchemod_facts::Value::Class(class) => Some(class),
        _ => None,
    }
}

/// Whether a call stands among the attributes of a class that `type(name, bases, {...})` makes, also with `dict(...)`.
pub fn is_given_to_type(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let mut outer = nodes.ancestors(site).map(|id| nodes.get(id));
    let is_dict = match outer.next() {
        Some(Node::Expr(ast::Expr::Dict(_))) => true,
        _ => matches!(outer.next(), Some(Node::Expr(ast::Expr::Call(dict)))
            if dict.args.is_empty() && last_name(&dict.func) == Some("dict")),
    };
    match outer.next() {
        Some(Node::Expr(ast::Expr::Call(made))) if is_dict => {
            cx.project.bases_given_to_type(cx.file.id, made).is_some()
        }
        _ => false,
    }
}

/// Decorators under which annotated attributes become parameters of `__init__`.
const DATACLASS_DECORATORS: &[&str] = &[
    "attrs",
    "dataclass",
    "define",
    "frozen",
    "mapped_as_dataclass",
    "mutable",
    "s",
];

/// Whether a class or one that it inherits from is made a dataclass, by a decorator or a base.
pub fn is_dataclass(cx: &Context<'_, '_>, class: ClassId) -> bool {
    cx.project
        .linearized(class)
        .into_iter()
        .any(|class| is_made_dataclass(cx, class))
}

/// Whether the class itself is made a dataclass: its own annotations are fields.
pub fn is_made_dataclass(cx: &Context<'_, '_>, class: ClassId) -> bool {
    let info = cx.project.class(class);
    let is_decorated = info.def.decorator_list.iter().any(|decorator| {
        let callee = match decorator {
            ast::Expr::Call(call) => call.func.as_ref(),
            other => other,
        };
        last_name(callee).is_some_and(|name| DATACLASS_DECORATORS.contains(&name))
    });
    is_decorated
        || info.assigned("__sa_dataclass_metadata_key__").is_some()
        || cx
            .project
            .is_subclass(class, "sqlalchemy.orm.MappedAsDataclass")
}

/// Why what is made of a class's attributes is only offered.
const PRESUMED: &str =
    "its base is not in these files: only if that is a declarative base, the class is mapped";

/// Why the classes may not be mapped, if one of them only looks as if it were.
pub fn doubt(cx: &Context<'_, '_>, classes: &[Option<ClassId>]) -> Option<&'static str> {
    let mut known = classes.iter().flatten();
    known
        .any(|&class| cx.project.is_presumed(class))
        .then_some(PRESUMED)
}
