//! DDL of metadata and tables on a connection, which 1.4 committed by itself as well.

use alchemod_engine::Context;
use alchemod_facts::last_name;
use alchemod_python::arguments::argument;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Span;

use crate::execution::receiver::{receiver, Receiver};
use crate::execution::shown::connected;

/// Methods of metadata, tables and the like that run DDL on what they are given.
pub(super) const METHODS: &[&str] = &["create", "create_all", "drop", "drop_all"];

/// Classes that have them.
const CLASSES: &[&str] = &[
    "sqlalchemy.Enum",
    "sqlalchemy.Index",
    "sqlalchemy.MetaData",
    "sqlalchemy.Sequence",
    "sqlalchemy.Table",
    "sqlalchemy.dialects.postgresql.ENUM",
];

/// The connection that DDL is run on: in `metadata.create_all(connection)`.
pub(super) fn connection<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<&'t ast::Expr> {
    let connection = argument(call, Some(0), "bind")?;
    let is_schema = match cx.project.infer(cx.file.id, &method.value) {
        Some(typed) => CLASSES
            .iter()
            .any(|class| typed.value.is_instance_of(class)),
        // `self.Model.metadata.create_all(connection)`: nothing else has these names and takes a connection.
        None => matches!(
            (last_name(&method.value), method.attr.as_str()),
            (Some("metadata"), "create_all" | "drop_all") | (Some("__table__"), "create" | "drop")
        ),
    };
    let is_connection = match receiver(cx, connection) {
        Some((receiver, _)) => receiver == Receiver::Connection,
        None => connected(cx, connection).is_some(),
    };
    (is_schema && is_connection).then_some(connection)
}

/// Whether a commit of the connection follows in the same function; one of another function says nothing of
/// this connection.
pub(super) fn is_committed(cx: &Context<'_, '_>, site: NodeId, connection: &ast::Expr) -> bool {
    let scope = cx.file.scopes.get(cx.file.scopes.of(site));
    let end = match scope.node {
        Some(node) => cx.file.nodes.get(node).span().end,
        None => cx.text().len() as u32,
    };
    let from = span(connection).end;
    cx.slice(Span::new(from, end.max(from)))
        .contains(&format!("{}.commit()", cx.source(connection)))
}
