//! Connections that an object is given by who makes it.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::Place;
use alchemod_python::{ast, Node};

use super::attribute::Begun;
use super::owner::{fixture_begins, in_transaction, nodes_of};
use crate::execution::receiver::method_call;

/// Whether those who give an object its connection (`self.conn = conn`) have begun a transaction on it.
pub(super) fn begun(cx: &Context<'_, '_>, attribute: &str) -> Begun {
    let mut found = Found::default();
    for (_, node) in cx.file.nodes.iter() {
        let Node::Stmt(ast::Stmt::Assign(assign)) = node else {
            continue;
        };
        let is_kept = assign.targets.iter().any(
            |target| matches!(target, ast::Expr::Attribute(n) if n.attr.as_str() == attribute),
        );
        if !is_kept {
            continue;
        }
        match assign.value.as_ref() {
            ast::Expr::Name(name) => look(cx, assign.value.as_ref(), name.id.as_str(), &mut found),
            ast::Expr::Constant(_) => {}
            _ => found.free = true,
        }
    }
    match (found.begun, found.free) {
        (false, _) => Begun::Not,
        (true, false) => Begun::Here,
        (true, true) => Begun::Maybe,
    }
}

/// What is given.
#[derive(Default)]
struct Found {
    /// Connections in a transaction.
    begun: bool,
    /// Others.
    free: bool,
}

/// Looks at what calls give to the parameter that `value` names.
fn look<'t>(cx: &Context<'_, 't>, value: &'t ast::Expr, name: &str, found: &mut Found) {
    let bound = cx
        .file
        .scope_of(value)
        .and_then(|scope| cx.file.scopes.lookup(name, scope));
    let Some((_, bindings)) = bound else {
        return;
    };
    for &id in bindings {
        let binding = cx.file.scopes.binding(id);
        let BindingKind::Parameter { .. } = binding.kind else {
            found.free = true;
            continue;
        };
        let Some(node) = cx.file.scopes.get(binding.scope).node else {
            continue;
        };
        let place = Place {
            file: cx.file.id,
            node,
        };
        for (file, _, argument) in cx.project.calls_of(place, name) {
            let cx = cx.in_file(file);
            if in_transaction(&cx, argument) {
                found.begun = true;
            } else {
                found.free = true;
                found.begun |= is_begun_somewhere(&cx, argument);
            }
        }
    }
}

/// Whether a transaction is begun on the name somewhere in its function, or by the fixture that it is.
fn is_begun_somewhere<'t>(cx: &Context<'_, 't>, argument: &'t ast::Expr) -> bool {
    let ast::Expr::Name(name) = argument else {
        return false;
    };
    let bound = cx
        .file
        .scope_of(argument)
        .and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope));
    let Some((scope, _)) = bound else {
        return false;
    };
    fixture_begins(cx.project, name.id.as_str())
        || nodes_of(cx, scope).any(|(_, node)| {
            let Node::Expr(ast::Expr::Call(call)) = node else {
                return false;
            };
            matches!(method_call(call), Some((method, ast::Expr::Name(n)))
                if n.id == name.id && method.attr.starts_with("begin"))
        })
}
