//! Sessions that join a transaction of their connection, commit, and have it rolled back.

use alchemod_engine::{Context, Finding};
use alchemod_facts::scopes::BindingKind;
use alchemod_python::arguments::{argument, keyword};
use alchemod_python::{ast, span, Node, NodeId};

const CONNECTION: &str = "sqlalchemy.engine.Connection";

/// `Session(bind=connection)`, where the same function begins and rolls back a transaction of the
/// connection, and commits the session.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let bind @ ast::Expr::Name(connection) = argument(call, Some(0), "bind")? else {
        return None;
    };
    if keyword(call, "join_transaction_mode").is_some() {
        return None;
    }
    let made = cx
        .project
        .infer(cx.file.id, cx.file.nodes.get(site).expr()?)?;
    let is_session = made.value.is_instance_of("sqlalchemy.orm.Session");
    let bound = cx.project.infer(cx.file.id, bind)?;
    if !is_session || !bound.value.is_instance_of(CONNECTION) {
        return None;
    }
    let parent = cx.file.nodes.parent(site)?;
    let ast::Stmt::Assign(assign) = cx.file.nodes.get(parent).stmt()? else {
        return None;
    };
    let [ast::Expr::Name(session)] = assign.targets.as_slice() else {
        return None;
    };
    let transaction = transaction_of(cx, site, connection.id.as_str())?;
    let calls = |owner: &str, names: &[&str]| has_call(cx, site, owner, names);
    (calls(transaction, &["rollback"]) && calls(session.id.as_str(), &["commit", "rollback"])).then(
        || {
            Finding::manual(
                span(call),
                "a session in a transaction of its connection goes by join_transaction_mode",
                "by default its commit() leaves that transaction open, and its rollback() rolls it back, as in 1.x; join_transaction_mode=\"create_savepoint\" keeps both to the session, as recipes for tests want it",
            )
        },
    )
}

/// The name that holds `connection.begin()` in the scope of the site.
fn transaction_of<'t>(cx: &Context<'_, 't>, site: NodeId, connection: &str) -> Option<&'t str> {
    let scopes = &cx.file.scopes;
    let scope = scopes.enclosing_block(scopes.of(site));
    scopes.get(scope).names.iter().find_map(|(name, ids)| {
        ids.iter()
            .any(|id| match scopes.binding(*id).kind {
                BindingKind::Assign {
                    value: ast::Expr::Call(call),
                    ..
                } => is_call_of(call, connection, &["begin", "begin_nested"]),
                _ => false,
            })
            .then_some(*name)
    })
}

fn is_call_of(call: &ast::ExprCall, owner: &str, names: &[&str]) -> bool {
    matches!(call.func.as_ref(), ast::Expr::Attribute(method)
        if names.contains(&method.attr.as_str())
            && matches!(method.value.as_ref(), ast::Expr::Name(name) if name.id == *owner))
}

fn has_call(cx: &Context<'_, '_>, site: NodeId, owner: &str, names: &[&str]) -> bool {
    let scopes = &cx.file.scopes;
    let scope = scopes.enclosing_block(scopes.of(site));
    cx.file.nodes.iter().any(|(id, node)| {
        matches!(node, Node::Expr(ast::Expr::Call(call))
            if is_call_of(call, owner, names)
                && scopes.enclosing_block(scopes.of(id)) == scope)
    })
}
