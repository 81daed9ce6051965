//! DDL of metadata and tables on a connection, which 1.4 committed by itself as well.

use alchemod_engine::{Context, Finding};
use alchemod_python::arguments::argument;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Span;

use super::owner::{owner, Owner};
use crate::execution::receiver::{receiver, Receiver};

/// Methods of metadata and tables that run DDL on what they are given.
pub(super) const METHODS: &[&str] = &["create", "create_all", "drop", "drop_all"];

/// The finding at `metadata.create_all(connection)`, unless a transaction that is committed is open.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let connection = argument(call, Some(0), "bind")?;
    let value = cx.project.infer(cx.file.id, &method.value)?.value;
    let is_schema = ["sqlalchemy.MetaData", "sqlalchemy.Table"]
        .iter()
        .any(|class| value.is_instance_of(class));
    let (Receiver::Connection, _) = receiver(cx, connection).filter(|_| is_schema)? else {
        return None;
    };
    // A commit that follows in the same function; one of another function says nothing of this connection.
    let scope = cx.file.scopes.get(cx.file.scopes.of(site));
    let end = match scope.node {
        Some(node) => cx.file.nodes.get(node).span().end,
        None => cx.text().len() as u32,
    };
    let rest = cx.slice(Span::new(span(call).end, end));
    if rest.contains(&format!("{}.commit()", cx.source(connection))) {
        return None;
    }
    let reason = match owner(cx, site, connection) {
        Owner::Transaction => return None,
        Owner::Unknown(reason) => reason,
        Owner::Attribute | Owner::Own(_) => {
            "call commit() of the connection after it, or give it the engine".to_owned()
        }
    };
    Some(Finding::manual(
        span(call),
        "1.4 commits this DDL by itself, 2.x rolls it back",
        reason,
    ))
}
