//! Reading legacy queries: what the transforms of `session.query(...)` and `Model.query` share.

pub(crate) mod arguments;
pub(crate) mod builders;
mod by_name;
pub(crate) mod chain;
pub(crate) mod columns;
pub(crate) mod duplicates;
pub(crate) mod eager;
pub(crate) mod entities;
pub(crate) mod flask;
pub(crate) mod group;
pub(crate) mod guards;
pub(crate) mod hashable;
pub(crate) mod joins;
pub(crate) mod mocks;
pub(crate) mod options;
pub(crate) mod parts;
mod patched;
pub(crate) mod plain;
pub(crate) mod rewrite;
pub(crate) mod roots;
pub(crate) mod slices;
pub(crate) mod source;
pub(crate) mod stored;
pub(crate) mod values;

/// The section of the guide that both rules follow.
pub(crate) const GUIDE: (&str, &str) = (
    "2.0 Migration - ORM Usage",
    "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-orm-usage",
);
