//! Methods and attributes of tables, columns, types and inspectors, measured on 1.4.54, 2.0.58 and 2.1.9.

use super::{method, Method, Now};

const TABLE: &[&str] = &["sqlalchemy.Table"];
const INSPECTOR: &[&str] = &["sqlalchemy.engine.Inspector"];

/// What has a `copy()` that is deprecated.
const COPIED: &[&str] = &[
    "sqlalchemy.CheckConstraint",
    "sqlalchemy.Column",
    "sqlalchemy.Computed",
    "sqlalchemy.ForeignKey",
    "sqlalchemy.ForeignKeyConstraint",
    "sqlalchemy.Identity",
    "sqlalchemy.PrimaryKeyConstraint",
    "sqlalchemy.Sequence",
    "sqlalchemy.UniqueConstraint",
];

const NAMED: &[&str] = &["sqlalchemy.Table", "sqlalchemy.Column"];

/// All names of the table.
pub(super) const NAMES: &[&str] = &[
    "RETURNS_BYTES",
    "RETURNS_CONDITIONAL",
    "RETURNS_UNICODE",
    "RETURNS_UNKNOWN",
    "append_ddl_listener",
    "copy",
    "quote",
    "quote_schema",
    "reflecttable",
    "tometadata",
];

const STRINGS: &[&str] = &[
    "sqlalchemy.CHAR",
    "sqlalchemy.String",
    "sqlalchemy.Text",
    "sqlalchemy.Unicode",
    "sqlalchemy.UnicodeText",
    "sqlalchemy.VARCHAR",
];

const NO_CONVERSION: Now = Now::Gone("2.x has no conversion of strings: the driver does it");

/// The table.
pub(super) const METHODS: &[Method] = &[
    method(STRINGS, "RETURNS_BYTES", NO_CONVERSION),
    method(STRINGS, "RETURNS_CONDITIONAL", NO_CONVERSION),
    method(STRINGS, "RETURNS_UNICODE", NO_CONVERSION),
    method(STRINGS, "RETURNS_UNKNOWN", NO_CONVERSION),
    method(
        &["sqlalchemy.MetaData", "sqlalchemy.Table"],
        "append_ddl_listener",
        Now::Gone(
            "DDL is run by events since 0.7: sqlalchemy.event.listen(table, \"after_create\", ddl), with ddl a \
             DDL object or a function",
        ),
    ),
    method(
        COPIED,
        "copy",
        Now::Offered(
            "_copy",
            "copy() still works, with a deprecation warning, and what it does has a private name only: make a new \
             object, or let a mixin class declare it",
        ),
    ),
    method(NAMED, "quote", Now::Gone("the flag is one of the name: .name.quote")),
    method(
        TABLE,
        "quote_schema",
        Now::Gone("the flag is one of the schema's name: .schema.quote"),
    ),
    method(INSPECTOR, "reflecttable", Now::Renamed("reflect_table")),
    method(TABLE, "tometadata", Now::Renamed("to_metadata")),
];
