//! What the rules about running statements share: who runs a statement, what 1.4 committed by itself, how
//! strings and parameters are given on 2.x, and how statements get into a block.

pub(crate) mod binding;
pub(crate) mod block;
pub(crate) mod consumption;
mod elements;
pub(crate) mod options;
pub(crate) mod parameters;
pub(crate) mod raw;
pub(crate) mod reach;
pub(crate) mod receiver;
pub(crate) mod shown;
pub(crate) mod sql;
pub(crate) mod statement;
pub(crate) mod strings;

/// The section of SQLAlchemy's guide about connectionless execution.
pub(crate) const GUIDE_EXECUTION: (&str, &str) = (
    "Migrating to SQLAlchemy 2.0: \"Implicit\" and \"Connectionless\" execution, \"bound metadata\" removed",
    "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#implicit-and-connectionless-execution-bound-metadata-removed",
);

/// The section of SQLAlchemy's guide about strings and parameters.
pub(crate) const GUIDE_STRINGS: (&str, &str) = (
    "Migrating to SQLAlchemy 2.0: execute() method more strict, execution options are more prominent",
    "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#execute-method-more-strict-execution-options-are-more-prominent",
);

/// The section of SQLAlchemy's guide about library-level autocommit.
pub(crate) const GUIDE_AUTOCOMMIT: (&str, &str) = (
    "Migrating to SQLAlchemy 2.0: Library-level (but not driver level) \"Autocommit\" removed from both Core and ORM",
    "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#library-level-but-not-driver-level-autocommit-removed-from-both-core-and-orm",
);
