//! The arguments of tables, columns, types and DDL that 2.x takes no more, measured on 1.4.54, 2.0.58 and 2.1.9.

use super::{argument, Argument, Given, Then};

/// The types that are strings: they took arguments for Python 2.
const STRINGS: &[&str] = &[
    "sqlalchemy.CHAR",
    "sqlalchemy.CLOB",
    "sqlalchemy.Enum",
    "sqlalchemy.NCHAR",
    "sqlalchemy.NVARCHAR",
    "sqlalchemy.String",
    "sqlalchemy.TEXT",
    "sqlalchemy.Text",
    "sqlalchemy.Unicode",
    "sqlalchemy.UnicodeText",
    "sqlalchemy.VARCHAR",
    "sqlalchemy.dialects.mssql.NTEXT",
    "sqlalchemy.dialects.mysql.CHAR",
    "sqlalchemy.dialects.mysql.ENUM",
    "sqlalchemy.dialects.mysql.LONGTEXT",
    "sqlalchemy.dialects.mysql.MEDIUMTEXT",
    "sqlalchemy.dialects.mysql.NCHAR",
    "sqlalchemy.dialects.mysql.NVARCHAR",
    "sqlalchemy.dialects.mysql.SET",
    "sqlalchemy.dialects.mysql.TEXT",
    "sqlalchemy.dialects.mysql.TINYTEXT",
    "sqlalchemy.dialects.mysql.VARCHAR",
    "sqlalchemy.dialects.oracle.LONG",
    "sqlalchemy.dialects.oracle.NCLOB",
    "sqlalchemy.dialects.oracle.VARCHAR2",
    "sqlalchemy.dialects.postgresql.ENUM",
];

const MYSQL_LISTS: &[&str] = &[
    "sqlalchemy.dialects.mysql.ENUM",
    "sqlalchemy.dialects.mysql.SET",
];

const TABLE: &[&str] = &["sqlalchemy.Table"];

const SCHEMAS: &[&str] = &[
    "sqlalchemy.schema.CreateSchema",
    "sqlalchemy.schema.DropSchema",
];

/// The table.
pub(super) const ARGUMENTS: &[Argument] = &[
    argument(
        STRINGS,
        "convert_unicode",
        &[
            (Given::True, Then::Drop),
            (Given::False, Then::Drop),
            (Given::None, Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "2.x has no conversion of strings: the driver does it. Drop the argument, and use \
                     a TypeDecorator if the strings must be encoded",
                ),
            ),
        ],
    ),
    argument(
        STRINGS,
        "unicode_error",
        &[
            (Given::None, Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "2.x does not decode strings: the driver does it. Drop the argument, and set the \
                     handling of errors at the driver",
                ),
            ),
        ],
    ),
    argument(STRINGS, "_warn_on_bytestring", &[(Given::Literal, Then::Drop)]),
    argument(
        STRINGS,
        "_expect_unicode",
        &[
            (Given::True, Then::Drop),
            (Given::False, Then::Drop),
            (
                Given::Any,
                Then::Manual("2.x has no conversion of strings: drop the argument"),
            ),
        ],
    ),
    // 1.4 took it, warned and did nothing with it.
    argument(MYSQL_LISTS, "quoting", &[(Given::Any, Then::Drop)]),
    argument(
        TABLE,
        "autoload",
        &[
            (Given::False, Then::Drop),
            (Given::None, Then::Drop),
            (Given::TrueBeside("autoload_with"), Then::Drop),
        ],
    ),
    argument(
        &["__table_args__"],
        "autoload",
        &[(
            Given::True,
            Then::Manual(
                "2.x has no bound metadata to reflect from: give \"autoload_with\" an engine, or use \
                 DeferredReflection and prepare(engine)",
            ),
        )],
    ),
    argument(TABLE, "mustexist", &[(Given::Any, Then::Rename("must_exist"))]),
    argument(TABLE, "useexisting", &[(Given::Any, Then::Rename("extend_existing"))]),
    argument(
        &["sqlalchemy.DDL"],
        "on",
        &[
            (Given::None, Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "DDL() takes no condition since 1.4: call .execute_if(dialect=...) or \
                     .execute_if(callable_=...) on it",
                ),
            ),
        ],
    ),
    argument(
        SCHEMAS,
        "quote",
        &[
            (Given::None, Then::Drop),
            (
                Given::True,
                Then::Manual("give the name as quoted_name(name, quote=True)"),
            ),
            (
                Given::Any,
                Then::Manual("give the name as quoted_name(name, quote=...)"),
            ),
        ],
    ),
    argument(
        &["sqlalchemy.dialects.oracle.FLOAT"],
        "precision",
        &[
            (Given::None, Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "Oracle counts binary digits: FLOAT takes binary_precision=, about 3.32 times the \
                     decimal digits",
                ),
            ),
        ],
    ),
    argument(
        &["sqlalchemy.orm.as_declarative"],
        "bind",
        &[
            (Given::None, Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "metadata is bound to no engine on 2.x: drop the argument, and pass the engine where tables are \
                     made and statements run",
                ),
            ),
        ],
    ),
    argument(
        &["sqlalchemy.orm.registry"],
        "_bind",
        &[
            (Given::None, Then::Drop),
            (
                Given::Any,
                Then::Manual("metadata is bound to no engine on 2.x: pass the engine where it is used"),
            ),
        ],
    ),
    argument(
        &["sqlalchemy.PickleType", "sqlalchemy.dialects.postgresql.ARRAY"],
        "mutable",
        &[
            (Given::False, Then::Drop),
            (
                Given::Any,
                Then::Manual("use sqlalchemy.ext.mutable to notice changes in place"),
            ),
        ],
    ),
];
