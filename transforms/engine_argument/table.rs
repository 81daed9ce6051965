//! The arguments of engines, dialects and pools that 2.x takes no more, measured on 1.4.54, 2.0.58 and 2.1.9.

use crate::removed_argument::{argument, Argument, Given, Then};

const ENGINES: &[&str] = &[
    "sqlalchemy.create_engine",
    "sqlalchemy.engine_from_config",
    "sqlalchemy.future.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine",
    "sqlalchemy.ext.asyncio.async_engine_from_config",
    "sqlmodel.create_engine",
];

/// Engines, and the dialects that some programs make themselves.
const ENGINES_AND_DIALECTS: &[&str] = &[
    "sqlalchemy.create_engine",
    "sqlalchemy.engine_from_config",
    "sqlalchemy.future.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine",
    "sqlalchemy.ext.asyncio.async_engine_from_config",
    "sqlmodel.create_engine",
    "sqlalchemy.engine.default.DefaultDialect",
    "sqlalchemy.dialects.postgresql.dialect",
    "sqlalchemy.dialects.postgresql.psycopg2.PGDialect_psycopg2",
    "sqlalchemy.dialects.postgresql.psycopg2.dialect",
    "sqlalchemy.dialects.mysql.dialect",
    "sqlalchemy.dialects.sqlite.dialect",
];

const POOLS: &[&str] = &[
    "sqlalchemy.pool.Pool",
    "sqlalchemy.pool.QueuePool",
    "sqlalchemy.pool.NullPool",
    "sqlalchemy.pool.StaticPool",
    "sqlalchemy.pool.SingletonThreadPool",
    "sqlalchemy.pool.AssertionPool",
];

const LISTENERS: Then = Then::Manual(
    "listener objects are gone since 1.4: register each function with sqlalchemy.event.listen(engine, ...) or \
     listen(pool, ...)",
);

const THREAD_LOCAL: Then = Then::Manual(
    "an engine shares no connection within a thread since 1.4: pass the connection or the session to what needs it",
);

const MANY: &str =
    "2.x has executemany_mode=\"values_only\" (the default) and \"values_plus_batch\"";

/// The table. `strategy="mock"` has a rule of its own; `future=True` has no effect on 2.x, but says that
/// the program was written for it.
pub(super) const ARGUMENTS: &[Argument] = &[
    argument(
        ENGINES_AND_DIALECTS,
        "convert_unicode",
        &[
            (Given::True, Then::Drop),
            (Given::False, Then::Drop),
            (
                Given::Any,
                Then::Manual("2.x has no conversion of strings: the driver does it. Drop the argument"),
            ),
        ],
    ),
    argument(
        ENGINES_AND_DIALECTS,
        "encoding",
        &[
            (Given::Text(&["utf-8", "utf8", "utf_8"]), Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "2.x does not encode strings: the driver does it. Drop the argument; if the database \
                     needs it, set the encoding at the driver (charset= in the URL for MySQL, client_encoding= for \
                     PostgreSQL)",
                ),
            ),
        ],
    ),
    argument(
        ENGINES_AND_DIALECTS,
        "case_sensitive",
        &[
            (Given::True, Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "names of columns in rows are case sensitive on 2.x: change the keys that rows are \
                     read with, then drop the argument",
                ),
            ),
        ],
    ),
    argument(ENGINES_AND_DIALECTS, "empty_in_strategy", &[(Given::Any, Then::Drop)]),
    argument(
        ENGINES_AND_DIALECTS,
        "implicit_returning",
        &[
            (Given::True, Then::Drop),
            (
                Given::Any,
                Then::DropUnsafe(
                    "2.x does nothing with it: tables that must not see RETURNING (triggers on SQL Server) \
                     need Table(..., implicit_returning=False)",
                ),
            ),
        ],
    ),
    argument(
        ENGINES_AND_DIALECTS,
        "server_side_cursors",
        &[
            (Given::False, Then::Drop),
            (
                Given::Any,
                Then::Manual(
                    "it is deprecated: ask for server side cursors where they are needed, with \
                     .execution_options(stream_results=True) of the statement or connection",
                ),
            ),
        ],
    ),
    argument(ENGINES, "future", &[(Given::False, Then::Drop)]),
    argument(
        ENGINES,
        "strategy",
        &[
            (Given::Text(&["plain"]), Then::Drop),
            (Given::Text(&["threadlocal"]), THREAD_LOCAL),
        ],
    ),
    argument(ENGINES, "listeners", &[(Given::Empty, Then::Drop), (Given::None, Then::Drop), (Given::Any, LISTENERS)]),
    argument(POOLS, "listeners", &[(Given::Empty, Then::Drop), (Given::None, Then::Drop), (Given::Any, LISTENERS)]),
    argument(ENGINES, "proxy", &[(Given::None, Then::Drop), (Given::Any, LISTENERS)]),
    argument(ENGINES, "pool_threadlocal", &[(Given::False, Then::Drop), (Given::Any, THREAD_LOCAL)]),
    argument(POOLS, "use_threadlocal", &[(Given::False, Then::Drop), (Given::Any, THREAD_LOCAL)]),
    argument(ENGINES, "threadlocal", &[(Given::False, Then::Drop), (Given::Any, THREAD_LOCAL)]),
    argument(ENGINES, "assert_unicode", &[(Given::Any, Then::Drop)]),
    argument(ENGINES_AND_DIALECTS, "use_native_unicode", &[
        (Given::True, Then::Drop),
        (Given::Any, Then::Manual("2.x gets strings from the driver: drop the argument")),
    ]),
    argument(ENGINES_AND_DIALECTS, "use_native_uuid", &[
        (Given::True, Then::Drop),
        (
            Given::Any,
            Then::Manual("2.x handles UUIDs itself: write UUID(as_uuid=False) for columns that give strings"),
        ),
    ]),
    argument(ENGINES_AND_DIALECTS, "use_batch_mode", &[(
        Given::Any,
        Then::Manual("write executemany_mode=\"values_plus_batch\" in its place, or drop it"),
    )]),
    argument(ENGINES_AND_DIALECTS, "executemany_mode", &[
        (Given::Text(&["values"]), Then::Manual(MANY)),
        (Given::Text(&["batch"]), Then::Manual(MANY)),
    ]),
    argument(ENGINES_AND_DIALECTS, "executemany_values_page_size", &[(
        Given::Any,
        Then::Manual("2.x inserts many rows at once itself: the number is insertmanyvalues_page_size="),
    )]),
    argument(ENGINES_AND_DIALECTS, "coerce_to_unicode", &[
        (Given::True, Then::Drop),
        (Given::Any, Then::Manual("2.x gets strings from the driver: drop the argument")),
    ]),
    argument(ENGINES_AND_DIALECTS, "threaded", &[(
        Given::Any,
        Then::Manual("2.1 takes it no more: pass connect_args={\"threaded\": ...} if the driver needs it"),
    )]),
    argument(ENGINES_AND_DIALECTS, "_json_serializer", &[(Given::Any, Then::Rename("json_serializer"))]),
    argument(ENGINES_AND_DIALECTS, "_json_deserializer", &[(Given::Any, Then::Rename("json_deserializer"))]),
    argument(ENGINES_AND_DIALECTS, "description_encoding", &[(Given::Any, Then::Drop)]),
    argument(ENGINES_AND_DIALECTS, "supports_unicode_binds", &[(Given::Any, Then::Drop)]),
];
