//! What the rules of the Core stage share: constructor arguments that become methods.

pub(crate) mod arguments;
pub(crate) mod brackets;
pub(crate) mod columns;
pub(crate) mod methods;
pub(crate) mod parameters;
pub(crate) mod receivers;

/// The section of the migration guide that most of these rules go back to.
pub(crate) const SELECT_GUIDE: (&str, &str) = (
    "select() no longer accepts varied constructor arguments, columns are passed positionally",
    "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#select-no-longer-accepts-varied-constructor-arguments-columns-are-passed-positionally",
);

/// The section of the migration guide on constructors of inserts, updates and deletes.
pub(crate) const DML_GUIDE: (&str, &str) = (
    "insert/update/delete DML no longer accept keyword constructor arguments",
    "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#insert-update-delete-dml-no-longer-accept-keyword-constructor-arguments",
);

/// Whether the file is a revision script: history, which is changed only where 2.x would break it.
pub(crate) fn is_revision(cx: &alchemod_engine::Context<'_, '_>) -> bool {
    let module = cx.file.scopes.get(alchemod_facts::scopes::ScopeId(0));
    ["revision", "down_revision"]
        .iter()
        .all(|name| module.names.contains_key(name))
}
