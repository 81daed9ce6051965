//! What oslo.db gives of SQLAlchemy's objects: engines of its transaction contexts, reflected tables.
//!
//! Its sessions are left out: how they begin and commit is up to its settings.

/// The manager of transactions that `transaction_context()` makes.
const MANAGER: &str = "oslo_db.sqlalchemy.enginefacade._TransactionContextManager";

const ENGINE: &str = "sqlalchemy.engine.Engine";

/// What a call gives: (callable, class of the result).
const CALLS: &[(&str, &str)] = &[
    ("oslo_db.sqlalchemy.enginefacade.get_engine", ENGINE),
    ("oslo_db.sqlalchemy.enginefacade.reader.get_engine", ENGINE),
    (
        "oslo_db.sqlalchemy.enginefacade.transaction_context",
        MANAGER,
    ),
    ("oslo_db.sqlalchemy.enginefacade.writer.get_engine", ENGINE),
    ("oslo_db.sqlalchemy.engines.create_engine", ENGINE),
    ("oslo_db.sqlalchemy.utils.get_table", "sqlalchemy.Table"),
];

/// Attributes of managers that are managers, too.
const MANAGERS: &[&str] = &["allow_async", "independent", "reader", "writer"];

/// The class of what a call of `callable` gives.
pub fn call_result(callable: &str) -> Option<&'static str> {
    if !callable.starts_with("oslo_db.") {
        return None;
    }
    let (_, result) = CALLS.iter().find(|(known, _)| *known == callable)?;
    Some(result)
}

/// The class of what `method` of an instance of `class` gives.
pub fn method_result(class: &str, method: &str) -> Option<&'static str> {
    (class == MANAGER && method == "get_engine").then_some(ENGINE)
}

/// The class of what an attribute of an instance of `class` holds.
pub fn attribute(class: &str, name: &str) -> Option<&'static str> {
    (class == MANAGER && MANAGERS.contains(&name)).then_some(MANAGER)
}
