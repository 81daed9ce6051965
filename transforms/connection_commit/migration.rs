//! Migrations that a program runs itself, through a context of Alembic's on a connection of its own.

use alchemod_engine::{Context, Finding};
use alchemod_facts::last_name;
use alchemod_python::arguments::argument;
use alchemod_python::{ast, span, NodeId};

use super::owner::{owner, Owner};
use crate::execution::receiver::{method_call, receiver, Receiver};

/// The finding at `MigrationContext.configure(connection)`, if operations run through it and nothing commits them.
///
/// Where DDL is part of no transaction (SQLite, MySQL), `begin_transaction()` of such a context does nothing, and
/// 1.4 committed each operation by itself.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let (_, class) = method_call(call)?;
    if last_name(class) != Some("MigrationContext") {
        return None;
    }
    let runs = ["Operations(", "Operations.context(", ".run_migrations("]
        .iter()
        .any(|text| cx.text().contains(text));
    let connection = argument(call, Some(0), "connection")?;
    let is_connection = matches!(receiver(cx, connection), Some((Receiver::Connection, _)));
    if !runs || !is_connection || !matches!(owner(cx, site, connection), Owner::Own(_)) {
        return None;
    }
    Some(Finding::manual(
        span(call),
        "1.4 commits what operations do on this connection, 2.x may roll it back",
        "where DDL is not transactional (SQLite, MySQL), begin_transaction() of the context begins none: give it a \
         connection of engine.begin(), or commit after it",
    ))
}
