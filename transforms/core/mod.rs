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
