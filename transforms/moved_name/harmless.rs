//! Names that are gone, or are not what they were, where what the file does with them makes no difference.

use alchemod_engine::Context;
use alchemod_facts::scopes::{Binding, BindingKind};
use alchemod_python::{ast, Node, NodeId};

use super::fate::last;
use super::uses;

/// What binds the name of an import.
pub(super) fn binding<'c, 't>(
    cx: &'c Context<'_, 't>,
    alias: &ast::Alias,
) -> Option<&'c Binding<'t>> {
    cx.file.scopes.bindings().iter().find(|binding| {
        matches!(binding.kind, BindingKind::ImportFrom(_, known) if std::ptr::eq(known, alias))
    })
}

/// Whether nothing reads what an import binds: all that it can do on 2.x is fail.
pub(super) fn is_unused(cx: &Context<'_, '_>, alias: &ast::Alias) -> bool {
    uses_of(cx, alias).is_some_and(|uses| uses.is_empty())
}

fn uses_of(cx: &Context<'_, '_>, alias: &ast::Alias) -> Option<Vec<NodeId>> {
    uses::nodes(cx, binding(cx, alias)?)
}

/// Whether all that the file does with a name is to call it.
pub(super) fn is_only_called(cx: &Context<'_, '_>, alias: &ast::Alias) -> bool {
    uses_of(cx, alias).is_some_and(|uses| uses.iter().all(|&id| is_callee(cx, id)))
}

/// Whether a name or attribute is what a call calls.
pub(super) fn is_callee(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let parent = cx.file.nodes.parent(id).map(|up| cx.file.nodes.get(up));
    matches!(parent, Some(Node::Expr(ast::Expr::Call(call)))
        if cx.file.nodes.expr_id(&call.func) == Some(id))
}

/// Functions whose calls another rule rewrites or reports: imports of them go with the calls.
const CALLS_OF_OTHERS: &[&str] = &["instrument_declarative"];

/// Whether a name that is gone is one whose calls another rule takes.
pub(super) fn belongs_to_another(path: &str) -> bool {
    CALLS_OF_OTHERS.contains(&last(path))
}

/// Whether the successor of a name, which is not the same in all, is so in what the file does with it.
pub(super) fn is_same_here(cx: &Context<'_, '_>, alias: &ast::Alias, path: &str) -> bool {
    let Some(uses) = uses_of(cx, alias) else {
        return false;
    };
    let all = |test: fn(&Context<'_, '_>, NodeId) -> bool| uses.iter().all(|&id| test(cx, id));
    match last(path) {
        _ if uses.is_empty() => true,
        // Their constructors are others; what an object is, is not.
        "Pagination" | "SignallingSession" => all(is_class_of_something),
        // What it had of its own was an engine for each thread.
        "ThreadLocalMetaData" => all(is_made_unbound),
        _ => false,
    }
}

/// Whether a class is named in an annotation, or for `isinstance()`.
fn is_class_of_something(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let Some(parent) = cx.file.nodes.parent(id) else {
        return false;
    };
    match cx.file.nodes.get(parent) {
        Node::Parameter(_) => true,
        Node::Expr(ast::Expr::Call(call)) => {
            let asks = matches!(call.func.as_ref(), ast::Expr::Name(n)
                if matches!(n.id.as_str(), "isinstance" | "issubclass"));
            asks && call
                .args
                .get(1)
                .is_some_and(|arg| cx.file.nodes.expr_id(arg) == Some(id))
        }
        _ => false,
    }
}

/// Whether a name is called without arguments, and neither the object nor the variable that it becomes is ever asked
/// for an engine or given one.
fn is_made_unbound(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(id).filter(|_| is_callee(cx, id)) else {
        return false;
    };
    let Node::Expr(ast::Expr::Call(call)) = nodes.get(parent) else {
        return false;
    };
    if !call.args.is_empty() || !call.keywords.is_empty() {
        return false;
    }
    match nodes.parent(parent).map(|up| nodes.get(up)) {
        Some(Node::Expr(ast::Expr::Attribute(n))) => !ABOUT_ENGINES.contains(&n.attr.as_str()),
        Some(Node::Stmt(ast::Stmt::Assign(n))) => match n.targets.as_slice() {
            [ast::Expr::Name(name)] => !is_bound(cx, name.id.as_str()),
            _ => false,
        },
        _ => false,
    }
}

/// What metadata of one engine for each thread is asked for.
const ABOUT_ENGINES: &[&str] = &["bind", "connect", "dispose", "is_bound"];

/// Whether anything in the project asks a variable of this name for an engine, or gives it one. What is known as
/// plain metadata is another object.
fn is_bound(cx: &Context<'_, '_>, name: &str) -> bool {
    cx.project.files.iter().any(|file| {
        file.tree.text().contains(name)
            && file.nodes.iter().any(|(_, node)| match node {
                Node::Expr(ast::Expr::Attribute(n)) => {
                    ABOUT_ENGINES.contains(&n.attr.as_str())
                        && alchemod_facts::last_name(&n.value) == Some(name)
                        && !cx
                            .project
                            .infer(file.id, &n.value)
                            .is_some_and(|typed| typed.value.is_instance_of("sqlalchemy.MetaData"))
                }
                _ => false,
            })
    })
}
