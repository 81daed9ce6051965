//! Methods and attributes that a test may replace, and that the migrated code does not call.

/// What becomes of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// 2.x has it no more: replacing it raises.
    Gone(&'static str),
    /// 2.x has it, and migrated code calls something else.
    Uncalled(&'static str),
}

use Becomes::{Gone, Uncalled};

const CONNECTION: &str = "sqlalchemy.engine.Connection";
const ENGINE: &str = "sqlalchemy.engine.Engine";
const METADATA: &str = "sqlalchemy.MetaData";
const QUERY: &str = "sqlalchemy.orm.Query";
const SESSION: &str = "sqlalchemy.orm.Session";
const TABLE: &str = "sqlalchemy.Table";

const ON_CONNECTION: &str = "statements are run on a connection: replace connect() or begin() of the engine, whose result is a context \
                             manager with execute()";
const INSPECTOR: &str = "the inspector has it: sqlalchemy.inspect(engine)";
const NO_BIND: &str = "metadata, tables and statements have no engine";

/// Class, name, and what becomes of it; measured on 1.4.54, 2.0.58 and 2.1.9.
const METHODS: &[(&str, &str, Becomes)] = &[
    (CONNECTION, "connect", Gone("a connection makes no branches")),
    (CONNECTION, "contextual_connect", Gone("a connection makes no branches")),
    (CONNECTION, "run_callable", Gone("call the function with the connection")),
    (CONNECTION, "transaction", Gone("begin() gives a context manager")),
    (ENGINE, "contextual_connect", Gone(ON_CONNECTION)),
    (ENGINE, "execute", Gone(ON_CONNECTION)),
    (ENGINE, "has_table", Gone(INSPECTOR)),
    (ENGINE, "run_callable", Gone(ON_CONNECTION)),
    (ENGINE, "scalar", Gone(ON_CONNECTION)),
    (ENGINE, "table_names", Gone(INSPECTOR)),
    (ENGINE, "transaction", Gone(ON_CONNECTION)),
    (METADATA, "bind", Gone(NO_BIND)),
    (METADATA, "is_bound", Gone(NO_BIND)),
    (QUERY, "from_self", Gone("select from an alias of a subquery")),
    (
        QUERY,
        "get",
        Uncalled("migrated code calls Session.get() where it called get() of a query"),
    ),
    (QUERY, "select_entity_from", Gone("query an alias")),
    (QUERY, "with_lockmode", Gone("with_for_update() took its place")),
    (QUERY, "with_polymorphic", Gone("sqlalchemy.orm.with_polymorphic() took its place")),
    (SESSION, "close_all", Gone("sqlalchemy.orm.close_all_sessions() took its place")),
    (
        SESSION,
        "query",
        Uncalled("migrated code calls execute(), scalars() or get() of the session where its queries became select()"),
    ),
    (SESSION, "transaction", Gone("in_transaction() and get_transaction() took its place")),
    (TABLE, "bind", Gone(NO_BIND)),
];

/// What becomes of a method or attribute of a class; `is_a` says whether the class is, or inherits from, another.
pub(super) fn becomes(name: &str, is_a: impl Fn(&str) -> bool) -> Option<Becomes> {
    METHODS
        .iter()
        .find(|(class, known, _)| *known == name && is_a(class))
        .map(|(_, _, becomes)| *becomes)
}
