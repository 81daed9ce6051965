//! A new object that its function returns: whether a caller loses it.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{function_def, Place};
use alchemod_python::arguments::argument;
use alchemod_python::{ast, Node};

use super::fate::{Association, Block, Handed};

/// Whether one of the calls of the function that makes the object keeps it nowhere, though what it knows is in a session
/// there.
pub(super) fn lose_it<'t>(cx: &Context<'_, 't>, association: &Association<'t>) -> bool {
    let nodes = &cx.file.nodes;
    let is_function = |id: &alchemod_python::NodeId| function_def(nodes.get(*id)).is_some();
    let Some(function) = nodes.ancestors(association.site).find(is_function) else {
        return false;
    };
    let place = Place {
        file: cx.file.id,
        node: function,
    };
    let calls = cx.project.known_calls(place);
    calls.into_iter().any(|(file, call)| {
        let there = cx.in_file(file);
        association
            .others
            .iter()
            .any(|other| loses(&there, call, given(cx, place, other, call)))
    })
}

/// What another object is where the function is called: its argument, if it is a parameter.
fn given<'t>(
    cx: &Context<'_, 't>,
    place: Place,
    other: &'t ast::Expr,
    call: &'t ast::ExprCall,
) -> Option<&'t ast::Expr> {
    let ast::Expr::Name(name) = other else {
        return Some(other);
    };
    let scopes = &cx.file.scopes;
    let (scope, bindings) = scopes.lookup(name.id.as_str(), cx.file.scope_of(other)?)?;
    let [only] = bindings else {
        return None;
    };
    if !matches!(
        scopes.binding(*only).kind,
        BindingKind::Parameter { packed: false, .. }
    ) || scopes.get(scope).node != Some(place.node)
    {
        return None;
    }
    let def = function_def(cx.file.nodes.get(place.node))?;
    let is_method = cx
        .project
        .class_of_scope(place.file, scopes.of(place.node))
        .is_some()
        && !cx.project.has_decorator(place, &["staticmethod"]);
    let index = def
        .args
        .posonlyargs
        .iter()
        .chain(&def.args.args)
        .position(|arg| arg.def.arg.as_str() == name.id.as_str())?;
    argument(
        call,
        index.checked_sub(usize::from(is_method)),
        name.id.as_str(),
    )
}

fn loses<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, other: Option<&'t ast::Expr>) -> bool {
    let Some(other) = other else {
        return false;
    };
    let nodes = &cx.file.nodes;
    let site = nodes.iter().find_map(|(id, node)| match node {
        Node::Expr(ast::Expr::Call(found)) if std::ptr::eq(found, call) => Some(id),
        _ => None,
    });
    let Some((site, block)) = site.and_then(|site| Some((site, Block::around(cx, site)?))) else {
        return false;
    };
    let is_dropped = match nodes.parent(site).map(|id| nodes.get(id)) {
        Some(Node::Stmt(ast::Stmt::Expr(_))) => true,
        Some(Node::Stmt(ast::Stmt::Assign(assign))) => match assign.targets.as_slice() {
            [ast::Expr::Name(name)] => block.hands_on(name.id.as_str()) == Handed::Nowhere,
            _ => false,
        },
        _ => false,
    };
    is_dropped
        && matches!(other, ast::Expr::Name(_))
        && block.is_in_session(other, nodes.get(site).span().start)
}
