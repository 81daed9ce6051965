//! Whether code between two mappings may have SQLAlchemy configure the mappers, when one of them is not there yet.

use alchemod_engine::Context;
use alchemod_facts::scopes::ScopeKind;
use alchemod_facts::{last_name, Value};
use alchemod_python::{ast, Node, NodeId};

/// What configures mappers, by its name.
const CONFIGURING: &[&str] = &[
    "aliased",
    "class_mapper",
    "configure_mappers",
    "get",
    "inspect",
    "object_mapper",
    "query",
    "select",
    "with_polymorphic",
];

/// Whether nothing between two statements of one block configures the mappers, as far as it shows.
pub fn is_quiet(cx: &Context<'_, '_>, first: NodeId, second: NodeId) -> bool {
    let file = cx.file;
    let from = file.nodes.get(first).span().end;
    let to = file.nodes.get(second).span().start;
    let block = file.scopes.of(first);
    file.calls()
        .filter(|&(id, _)| {
            let place = file.nodes.get(id).span();
            place.start >= from && place.end <= to
        })
        .filter(|&(id, _)| {
            // What functions do is done when they are called.
            let scope = file.scopes.of(id);
            scope == block || file.scopes.get(scope).kind != ScopeKind::Function
        })
        .all(|(id, call)| !may_configure(cx, id, call))
}

fn may_configure<'t>(cx: &Context<'_, 't>, id: NodeId, call: &'t ast::ExprCall) -> bool {
    let is_decorator = cx.file.nodes.parent(id).is_some_and(|parent| {
        matches!(cx.file.nodes.get(parent), Node::Stmt(ast::Stmt::ClassDef(n))
            if n.decorator_list.iter().any(|known| matches!(known, ast::Expr::Call(c) if std::ptr::eq(c, call))))
    });
    let value = cx.project.infer(cx.file.id, &call.func);
    match value.map(|typed| typed.value) {
        Some(Value::Class(class)) => cx.project.class(class).is_mapped(),
        Some(Value::Function(_)) => !is_decorator,
        Some(Value::External(path)) if path.starts_with("sqlalchemy.") => {
            let name = path.rsplit('.').next().unwrap_or_default();
            CONFIGURING.contains(&name) && &*path != "sqlalchemy.select"
        }
        Some(Value::Method(owner, name)) if owner.starts_with("sqlalchemy.orm.") => {
            CONFIGURING.contains(&&*name) || &*owner == "sqlalchemy.orm.Mapper"
        }
        Some(_) => false,
        None => match call.func.as_ref() {
            ast::Expr::Name(_) => cx
                .file
                .scope_of(&call.func)
                .zip(last_name(&call.func))
                .is_some_and(|(scope, name)| cx.file.scopes.lookup(name, scope).is_some()),
            callee => last_name(callee).is_some_and(|name| CONFIGURING.contains(&name)),
        },
    }
}
