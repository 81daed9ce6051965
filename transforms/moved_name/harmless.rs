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
        "ThreadLocalMetaData" => all(is_called_bare) && !*cx.project.memo(binds_something),
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

fn is_called_bare(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let parent = cx.file.nodes.parent(id).map(|up| cx.file.nodes.get(up));
    matches!(parent, Some(Node::Expr(ast::Expr::Call(call)))
        if call.args.is_empty() && call.keywords.is_empty())
        && is_callee(cx, id)
}

/// Whether anything in the project may give an engine to metadata: `metadata.bind = engine`, `metadata.connect(engine)`,
/// or ask it for one.
fn binds_something(project: &alchemod_facts::Project<'_>) -> bool {
    project.files.iter().any(|file| {
        file.nodes.iter().any(|(_, node)| match node {
            Node::Expr(ast::Expr::Attribute(n)) => matches!(n.attr.as_str(), "bind" | "is_bound"),
            Node::Expr(ast::Expr::Call(call)) => {
                let connects = matches!(call.func.as_ref(), ast::Expr::Attribute(n) if n.attr.as_str() == "connect");
                connects && !call.args.is_empty()
            }
            _ => false,
        })
    })
}
