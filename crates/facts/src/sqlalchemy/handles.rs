//! What calls, attributes and `with` blocks of SQLAlchemy's API give: canonical path to canonical class.
//!
//! All paths are canonical (`names::canonical`). Where the class depends on an argument (`sessionmaker(class_=...)`,
//! `inspect(...)`), the tables hold what it is without that argument, and the caller has to look at it.
//! A class stands for an instance of it, so `declarative_base()` gives a `DeclarativeMeta`: a class, and
//! the base of mapped classes. The tables are sorted by their keys.

use super::oslo;
use super::query;
use super::rows::{LEGACY_ROW, ROW, ROW_MAPPING, SESSION_ROW, SOME_RESULT};

const ASYNC_CONNECTION: &str = "sqlalchemy.ext.asyncio.AsyncConnection";
const ASYNC_ENGINE: &str = "sqlalchemy.ext.asyncio.AsyncEngine";
const ASYNC_RESULT: &str = "sqlalchemy.ext.asyncio.AsyncResult";
const ASYNC_SCALARS: &str = "sqlalchemy.ext.asyncio.AsyncScalarResult";
const ASYNC_SESSION: &str = "sqlalchemy.ext.asyncio.AsyncSession";
/// What `bind` holds: an engine or a connection.
const CONNECTABLE: &str = "sqlalchemy.engine.Connectable";
const CONNECTION: &str = "sqlalchemy.engine.Connection";
const CURSOR_RESULT: &str = "sqlalchemy.engine.CursorResult";
const DECLARATIVE: &str = "sqlalchemy.orm.DeclarativeMeta";
const COLUMNS: &str = "sqlalchemy.sql.ColumnCollection";
const COMPOUND: &str = "sqlalchemy.sql.CompoundSelect";
const ENGINE: &str = "sqlalchemy.engine.Engine";
const FLASK: &str = "flask_sqlalchemy.SQLAlchemy";
const FROM: &str = "sqlalchemy.sql.FromClause";
const INSPECTOR: &str = "sqlalchemy.engine.Inspector";
const MAPPING_RESULT: &str = "sqlalchemy.engine.MappingResult";
const MIGRATION_CONTEXT: &str = "alembic.migration.MigrationContext";
const METADATA: &str = "sqlalchemy.MetaData";
const JOIN: &str = "sqlalchemy.sql.Join";
const RAW_CONNECTION: &str = "sqlalchemy.PoolProxiedConnection";
const QUERY: &str = "sqlalchemy.orm.Query";
const REGISTRY: &str = "sqlalchemy.orm.registry";
const RESULT: &str = "sqlalchemy.engine.Result";
const CTE: &str = "sqlalchemy.sql.expression.CTE";
const SCALAR_SELECT: &str = "sqlalchemy.sql.expression.ScalarSelect";
const SCALARS: &str = "sqlalchemy.engine.ScalarResult";
const SCOPED: &str = "sqlalchemy.orm.scoped_session";
const SELECT: &str = "sqlalchemy.sql.Select";
const SESSION: &str = "sqlalchemy.orm.Session";
const SESSION_TRANSACTION: &str = "sqlalchemy.orm.SessionTransaction";
const SUBQUERY: &str = "sqlalchemy.sql.Subquery";
const TABLE: &str = "sqlalchemy.Table";
const TABLE_CLAUSE: &str = "sqlalchemy.sql.TableClause";
const URL: &str = "sqlalchemy.engine.URL";

/// What a call of a function or of a class gives: (callable, class of the result).
pub const CALLS: &[(&str, &str)] = &[
    ("alembic.context.get_bind", CONNECTION),
    ("alembic.op.get_bind", CONNECTION),
    ("alembic.op.get_context", MIGRATION_CONTEXT),
    ("flask_sqlalchemy.SQLAlchemy", FLASK),
    (
        "flask_sqlalchemy.session.Session",
        "flask_sqlalchemy.session.Session",
    ),
    ("sqlalchemy.MetaData", METADATA),
    ("sqlalchemy.Table", TABLE),
    ("sqlalchemy.alias", "sqlalchemy.sql.Alias"),
    ("sqlalchemy.create_engine", ENGINE),
    (
        "sqlalchemy.create_mock_engine",
        "sqlalchemy.engine.mock.MockConnection",
    ),
    ("sqlalchemy.delete", "sqlalchemy.sql.Delete"),
    (
        "sqlalchemy.dialects.mysql.insert",
        "sqlalchemy.dialects.mysql.Insert",
    ),
    (
        "sqlalchemy.dialects.postgresql.insert",
        "sqlalchemy.dialects.postgresql.Insert",
    ),
    (
        "sqlalchemy.dialects.sqlite.insert",
        "sqlalchemy.dialects.sqlite.Insert",
    ),
    ("sqlalchemy.engine.Connection", CONNECTION),
    ("sqlalchemy.engine.Engine", ENGINE),
    ("sqlalchemy.engine.Inspector", INSPECTOR),
    ("sqlalchemy.engine.Inspector.from_engine", INSPECTOR),
    ("sqlalchemy.engine.URL", URL),
    ("sqlalchemy.engine.URL.create", URL),
    ("sqlalchemy.engine.make_url", URL),
    ("sqlalchemy.engine_from_config", ENGINE),
    ("sqlalchemy.except_", "sqlalchemy.sql.CompoundSelect"),
    ("sqlalchemy.except_all", "sqlalchemy.sql.CompoundSelect"),
    ("sqlalchemy.exists", "sqlalchemy.sql.expression.Exists"),
    ("sqlalchemy.ext.asyncio.AsyncSession", ASYNC_SESSION),
    (
        "sqlalchemy.ext.asyncio.async_engine_from_config",
        ASYNC_ENGINE,
    ),
    (
        "sqlalchemy.ext.asyncio.async_scoped_session",
        "sqlalchemy.ext.asyncio.async_scoped_session",
    ),
    (
        "sqlalchemy.ext.asyncio.async_sessionmaker",
        "sqlalchemy.ext.asyncio.async_sessionmaker",
    ),
    ("sqlalchemy.ext.asyncio.create_async_engine", ASYNC_ENGINE),
    ("sqlalchemy.ext.automap.automap_base", DECLARATIVE),
    ("sqlalchemy.future.create_engine", ENGINE),
    ("sqlalchemy.future.select", SELECT),
    ("sqlalchemy.insert", "sqlalchemy.sql.Insert"),
    ("sqlalchemy.intersect", "sqlalchemy.sql.CompoundSelect"),
    ("sqlalchemy.intersect_all", "sqlalchemy.sql.CompoundSelect"),
    ("sqlalchemy.join", "sqlalchemy.sql.Join"),
    ("sqlalchemy.lateral", "sqlalchemy.sql.expression.Lateral"),
    ("sqlalchemy.orm.Bundle", "sqlalchemy.orm.Bundle"),
    ("sqlalchemy.orm.Query", QUERY),
    ("sqlalchemy.orm.Session", SESSION),
    ("sqlalchemy.orm.aliased", "sqlalchemy.orm.util.AliasedClass"),
    ("sqlalchemy.orm.class_mapper", "sqlalchemy.orm.Mapper"),
    ("sqlalchemy.orm.create_session", SESSION),
    ("sqlalchemy.orm.declarative_base", DECLARATIVE),
    ("sqlalchemy.orm.object_mapper", "sqlalchemy.orm.Mapper"),
    ("sqlalchemy.orm.object_session", SESSION),
    ("sqlalchemy.orm.registry", REGISTRY),
    ("sqlalchemy.orm.scoped_session", SCOPED),
    ("sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.sessionmaker"),
    (
        "sqlalchemy.orm.with_polymorphic",
        "sqlalchemy.orm.util.AliasedClass",
    ),
    ("sqlalchemy.outerjoin", "sqlalchemy.sql.Join"),
    ("sqlalchemy.select", SELECT),
    ("sqlalchemy.table", TABLE_CLAUSE),
    ("sqlalchemy.tablesample", "sqlalchemy.sql.TableSample"),
    ("sqlalchemy.text", "sqlalchemy.sql.expression.TextClause"),
    ("sqlalchemy.union", "sqlalchemy.sql.CompoundSelect"),
    ("sqlalchemy.union_all", "sqlalchemy.sql.CompoundSelect"),
    ("sqlalchemy.update", "sqlalchemy.sql.Update"),
];

/// What a call of an instance gives: (class of the instance, class of the result).
pub const INSTANCE_CALLS: &[(&str, &str)] = &[
    ("sqlalchemy.ext.asyncio.async_scoped_session", ASYNC_SESSION),
    ("sqlalchemy.ext.asyncio.async_sessionmaker", ASYNC_SESSION),
    ("sqlalchemy.orm.scoped_session", SESSION),
    ("sqlalchemy.orm.sessionmaker", SESSION),
];

/// What `sqlalchemy.inspect` gives, by the class of its argument. Of a mapped class it gives a `Mapper`, of an
/// instance of one an `InstanceState`.
pub const INSPECT: &[(&str, &str)] = &[
    (CONNECTION, INSPECTOR),
    (ENGINE, INSPECTOR),
    (DECLARATIVE, "sqlalchemy.orm.Mapper"),
    (
        "sqlalchemy.orm.util.AliasedClass",
        "sqlalchemy.orm.util.AliasedInsp",
    ),
];

/// What a method gives: (class, method, class of the result). A class has the methods of its bases too (`BASES`).
/// Methods of coroutines are in `AWAITED`.
/// `query_property()` gives a descriptor: on a class that has it, the attribute is a `Query`.
pub const METHODS: &[(&str, &str, &str)] = &[
    ("alembic.operations.Operations", "get_bind", CONNECTION),
    (FLASK, "create_scoped_session", SCOPED),
    (FLASK, "get_engine", ENGINE),
    (
        FLASK,
        "make_declarative_base",
        "flask_sqlalchemy.model.DefaultMeta",
    ),
    (FLASK, "paginate", "flask_sqlalchemy.pagination.Pagination"),
    ("sqlalchemy.DDL", "execute_if", "sqlalchemy.DDL"),
    (TABLE, "to_metadata", TABLE),
    (TABLE, "tometadata", TABLE),
    (CONNECTABLE, "connect", CONNECTION),
    (CONNECTABLE, "execute", CURSOR_RESULT),
    (SOME_RESULT, "columns", SOME_RESULT),
    (SOME_RESULT, "fetchone", ROW),
    (SOME_RESULT, "first", ROW),
    (SOME_RESULT, "one", ROW),
    (SOME_RESULT, "one_or_none", ROW),
    (SOME_RESULT, "unique", SOME_RESULT),
    (SOME_RESULT, "yield_per", SOME_RESULT),
    (CONNECTION, "begin", "sqlalchemy.engine.Transaction"),
    (
        CONNECTION,
        "begin_nested",
        "sqlalchemy.engine.NestedTransaction",
    ),
    (CONNECTION, "connect", CONNECTION),
    (CONNECTION, "contextual_connect", CONNECTION),
    (CONNECTION, "exec_driver_sql", CURSOR_RESULT),
    (CONNECTION, "execute", CURSOR_RESULT),
    (CONNECTION, "execution_options", CONNECTION),
    (CONNECTION, "scalars", SCALARS),
    (CURSOR_RESULT, "columns", CURSOR_RESULT),
    (CURSOR_RESULT, "fetchone", LEGACY_ROW),
    (CURSOR_RESULT, "first", LEGACY_ROW),
    (CURSOR_RESULT, "one", LEGACY_ROW),
    (CURSOR_RESULT, "one_or_none", LEGACY_ROW),
    (CURSOR_RESULT, "unique", CURSOR_RESULT),
    (CURSOR_RESULT, "yield_per", CURSOR_RESULT),
    (ENGINE, "begin", "sqlalchemy.engine.Engine.begin"),
    (ENGINE, "connect", CONNECTION),
    (ENGINE, "contextual_connect", CONNECTION),
    (ENGINE, "execute", CURSOR_RESULT),
    (ENGINE, "execution_options", ENGINE),
    (ENGINE, "raw_connection", RAW_CONNECTION),
    (MAPPING_RESULT, "fetchone", ROW_MAPPING),
    (MAPPING_RESULT, "first", ROW_MAPPING),
    (MAPPING_RESULT, "one", ROW_MAPPING),
    (MAPPING_RESULT, "one_or_none", ROW_MAPPING),
    (MAPPING_RESULT, "unique", MAPPING_RESULT),
    (RESULT, "columns", RESULT),
    (RESULT, "fetchone", SESSION_ROW),
    (RESULT, "first", SESSION_ROW),
    (RESULT, "mappings", MAPPING_RESULT),
    (RESULT, "one", SESSION_ROW),
    (RESULT, "one_or_none", SESSION_ROW),
    (RESULT, "scalars", SCALARS),
    (RESULT, "tuples", RESULT),
    (RESULT, "unique", RESULT),
    (RESULT, "yield_per", RESULT),
    (SCALARS, "unique", SCALARS),
    (SCALARS, "yield_per", SCALARS),
    (URL, "difference_update_query", URL),
    (URL, "set", URL),
    (URL, "update_query_dict", URL),
    (URL, "update_query_pairs", URL),
    (URL, "update_query_string", URL),
    (
        ASYNC_ENGINE,
        "begin",
        "sqlalchemy.ext.asyncio.AsyncEngine.begin",
    ),
    (ASYNC_ENGINE, "connect", ASYNC_CONNECTION),
    (ASYNC_ENGINE, "execution_options", ASYNC_ENGINE),
    (ASYNC_RESULT, "scalars", ASYNC_SCALARS),
    (
        "sqlalchemy.ext.asyncio.async_sessionmaker",
        "begin",
        "sqlalchemy.ext.asyncio.async_sessionmaker.begin",
    ),
    (QUERY, "cte", "sqlalchemy.sql.expression.CTE"),
    (QUERY, "exists", "sqlalchemy.sql.expression.Exists"),
    (QUERY, "label", "sqlalchemy.sql.expression.Label"),
    // Only Flask-SQLAlchemy's has it.
    (QUERY, "paginate", "flask_sqlalchemy.pagination.Pagination"),
    (
        QUERY,
        "scalar_subquery",
        "sqlalchemy.sql.expression.ScalarSelect",
    ),
    (QUERY, "subquery", "sqlalchemy.sql.Subquery"),
    (SESSION, "begin", SESSION_TRANSACTION),
    (SESSION, "begin_nested", SESSION_TRANSACTION),
    (SESSION, "connection", CONNECTION),
    (SESSION, "execute", RESULT),
    (SESSION, "get_bind", CONNECTABLE),
    (SESSION, "query", QUERY),
    (SESSION, "scalars", SCALARS),
    (REGISTRY, "generate_base", DECLARATIVE),
    (
        SCOPED,
        "query_property",
        "sqlalchemy.orm.scoped_session.query_property",
    ),
    (
        "sqlalchemy.orm.sessionmaker",
        "begin",
        "sqlalchemy.orm.sessionmaker.begin",
    ),
    (COMPOUND, "alias", SUBQUERY),
    (COMPOUND, "as_scalar", SCALAR_SELECT),
    (COMPOUND, "cte", CTE),
    (COMPOUND, "execute", CURSOR_RESULT),
    (COMPOUND, "label", "sqlalchemy.sql.expression.Label"),
    (COMPOUND, "scalar_subquery", SCALAR_SELECT),
    (COMPOUND, "subquery", SUBQUERY),
    ("sqlalchemy.sql.Delete", "execute", CURSOR_RESULT),
    (FROM, "alias", "sqlalchemy.sql.Alias"),
    (FROM, "join", JOIN),
    (FROM, "outerjoin", JOIN),
    (FROM, "select", SELECT),
    (FROM, "tablesample", "sqlalchemy.sql.TableSample"),
    ("sqlalchemy.sql.Insert", "execute", CURSOR_RESULT),
    (JOIN, "alias", SUBQUERY),
    (SELECT, "alias", SUBQUERY),
    (SELECT, "as_scalar", SCALAR_SELECT),
    (SELECT, "cte", CTE),
    (SELECT, "except_", COMPOUND),
    (SELECT, "except_all", COMPOUND),
    (SELECT, "execute", CURSOR_RESULT),
    (SELECT, "exists", "sqlalchemy.sql.expression.Exists"),
    (SELECT, "intersect", COMPOUND),
    (SELECT, "intersect_all", COMPOUND),
    (SELECT, "label", "sqlalchemy.sql.expression.Label"),
    (SELECT, "lateral", "sqlalchemy.sql.expression.Lateral"),
    (SELECT, "scalar_subquery", SCALAR_SELECT),
    (SELECT, "subquery", SUBQUERY),
    (SELECT, "union", COMPOUND),
    (SELECT, "union_all", COMPOUND),
    (SUBQUERY, "as_scalar", SCALAR_SELECT),
    (TABLE_CLAUSE, "delete", "sqlalchemy.sql.Delete"),
    (TABLE_CLAUSE, "insert", "sqlalchemy.sql.Insert"),
    (TABLE_CLAUSE, "update", "sqlalchemy.sql.Update"),
    ("sqlalchemy.sql.Update", "execute", CURSOR_RESULT),
    ("sqlalchemy.sql.expression.Exists", "select", SELECT),
    (
        "sqlalchemy.sql.expression.TextClause",
        "execute",
        CURSOR_RESULT,
    ),
];

/// Methods of statements that give a statement of the same class.
pub const RETURN_SELF: &[(&str, &[&str])] = &[
    (
        COMPOUND,
        &[
            "apply_labels",
            "execution_options",
            "group_by",
            "limit",
            "offset",
            "options",
            "order_by",
            "set_label_style",
            "with_for_update",
        ],
    ),
    (
        "sqlalchemy.sql.Delete",
        &["execution_options", "params", "returning", "where"],
    ),
    (
        "sqlalchemy.sql.Insert",
        &[
            "execution_options",
            "from_select",
            "prefix_with",
            "returning",
            "values",
        ],
    ),
    (
        SELECT,
        &[
            "add_columns",
            "add_cte",
            "apply_labels",
            "column",
            "correlate",
            "correlate_except",
            "distinct",
            "execution_options",
            "fetch",
            "filter",
            "filter_by",
            "from_statement",
            "group_by",
            "having",
            "join",
            "join_from",
            "limit",
            "offset",
            "options",
            "order_by",
            "outerjoin",
            "outerjoin_from",
            "params",
            "prefix_with",
            "reduce_columns",
            "select_from",
            "set_label_style",
            "slice",
            "suffix_with",
            "where",
            "with_for_update",
            "with_hint",
            "with_only_columns",
            "with_statement_hint",
        ],
    ),
    (
        "sqlalchemy.sql.Update",
        &[
            "execution_options",
            "params",
            "returning",
            "values",
            "where",
        ],
    ),
    (
        "sqlalchemy.sql.expression.Exists",
        &["correlate", "correlate_except", "select_from", "where"],
    ),
];

/// What `await instance.method()` gives: (class, method, class of the result).
/// Rows of asynchronous connections are those of sessions, on 1.4 too.
pub const AWAITED: &[(&str, &str, &str)] = &[
    (ASYNC_CONNECTION, "execute", RESULT),
    (ASYNC_CONNECTION, "scalars", SCALARS),
    (ASYNC_CONNECTION, "stream", ASYNC_RESULT),
    (ASYNC_RESULT, "fetchone", SESSION_ROW),
    (ASYNC_RESULT, "first", SESSION_ROW),
    (ASYNC_RESULT, "one", SESSION_ROW),
    (ASYNC_RESULT, "one_or_none", SESSION_ROW),
    (ASYNC_SESSION, "connection", ASYNC_CONNECTION),
    (ASYNC_SESSION, "execute", RESULT),
    (ASYNC_SESSION, "scalars", SCALARS),
    (ASYNC_SESSION, "stream", ASYNC_RESULT),
    (ASYNC_SESSION, "stream_scalars", ASYNC_SCALARS),
];

/// What an attribute of an instance holds: (class, attribute, class of the value). `bind` holds an engine or a
/// connection.
pub const ATTRIBUTES: &[(&str, &str, &str)] = &[
    (MIGRATION_CONTEXT, "bind", CONNECTION),
    (MIGRATION_CONTEXT, "connection", CONNECTION),
    (FLASK, "Model", "flask_sqlalchemy.model.DefaultMeta"),
    (FLASK, "engine", ENGINE),
    (FLASK, "metadata", METADATA),
    (FLASK, "session", SCOPED),
    (
        "flask_sqlalchemy.model.DefaultMeta",
        "query",
        "flask_sqlalchemy.query.Query",
    ),
    (METADATA, "bind", CONNECTABLE),
    (TABLE, "bind", CONNECTABLE),
    (TABLE, "metadata", METADATA),
    (CONNECTION, "engine", ENGINE),
    (ENGINE, "url", URL),
    (ASYNC_ENGINE, "sync_engine", ENGINE),
    (ASYNC_SESSION, "sync_session", SESSION),
    (DECLARATIVE, "__mapper__", "sqlalchemy.orm.Mapper"),
    (DECLARATIVE, "__table__", TABLE),
    (DECLARATIVE, "metadata", METADATA),
    (DECLARATIVE, "registry", REGISTRY),
    // A join where classes inherit by joined tables, whose methods are then those of tables as far as they have them.
    ("sqlalchemy.orm.Mapper", "local_table", TABLE),
    ("sqlalchemy.orm.Mapper", "persist_selectable", TABLE),
    (QUERY, "session", SESSION),
    (QUERY, "statement", SELECT),
    (SESSION, "bind", CONNECTABLE),
    (SESSION, "no_autoflush", SESSION),
    (REGISTRY, "metadata", METADATA),
    (FROM, "c", COLUMNS),
    (FROM, "columns", COLUMNS),
    (FROM, "exported_columns", COLUMNS),
    (SELECT, "exported_columns", COLUMNS),
    (SELECT, "selected_columns", COLUMNS),
];

/// What `with instance as name` (or `async with`) binds: (class, class of the name). The last four keys are not
/// classes but methods whose results are nothing but context managers.
pub const CONTEXT: &[(&str, &str)] = &[
    (CONNECTION, CONNECTION),
    ("sqlalchemy.engine.Engine.begin", CONNECTION),
    (
        "sqlalchemy.engine.NestedTransaction",
        "sqlalchemy.engine.NestedTransaction",
    ),
    (RESULT, RESULT),
    (
        "sqlalchemy.engine.Transaction",
        "sqlalchemy.engine.Transaction",
    ),
    (ASYNC_CONNECTION, ASYNC_CONNECTION),
    ("sqlalchemy.ext.asyncio.AsyncEngine.begin", ASYNC_CONNECTION),
    (ASYNC_SESSION, ASYNC_SESSION),
    (
        "sqlalchemy.ext.asyncio.async_sessionmaker.begin",
        ASYNC_SESSION,
    ),
    (SESSION, SESSION),
    (SESSION_TRANSACTION, SESSION_TRANSACTION),
    ("sqlalchemy.orm.sessionmaker.begin", SESSION),
];

/// Classes that have the methods of another: by inheritance, or because they hand calls on (`scoped_session`).
pub const BASES: &[(&str, &str)] = &[
    ("flask_sqlalchemy.model.DefaultMeta", DECLARATIVE),
    ("flask_sqlalchemy.query.Query", QUERY),
    ("flask_sqlalchemy.session.Session", SESSION),
    (TABLE, TABLE_CLAUSE),
    ("sqlalchemy.dialects.mysql.Insert", "sqlalchemy.sql.Insert"),
    (
        "sqlalchemy.dialects.postgresql.Insert",
        "sqlalchemy.sql.Insert",
    ),
    ("sqlalchemy.dialects.sqlite.Insert", "sqlalchemy.sql.Insert"),
    (SOME_RESULT, RESULT),
    (CURSOR_RESULT, RESULT),
    (
        "sqlalchemy.engine.NestedTransaction",
        "sqlalchemy.engine.Transaction",
    ),
    (
        "sqlalchemy.engine.RootTransaction",
        "sqlalchemy.engine.Transaction",
    ),
    ("sqlalchemy.ext.asyncio.async_scoped_session", ASYNC_SESSION),
    ("sqlalchemy.orm.AppenderQuery", QUERY),
    (SCOPED, SESSION),
    ("sqlalchemy.sql.Alias", FROM),
    (JOIN, FROM),
    (SUBQUERY, FROM),
    (TABLE_CLAUSE, FROM),
    ("sqlalchemy.sql.TableSample", FROM),
    (CTE, FROM),
    ("sqlalchemy.sql.expression.Lateral", FROM),
];

/// What projects call a session. A name proves nothing: it is the weakest evidence there is.
pub const SESSION_NAMES: &[&str] = &[
    "DBSession",
    "Session",
    "_session",
    "db_session",
    "dbsession",
    "s",
    "sa_session",
    "sess",
    "session",
];

fn find(table: &[(&str, &'static str)], key: &str) -> Option<&'static str> {
    let at = table
        .binary_search_by(|(known, _)| (*known).cmp(key))
        .ok()?;
    table.get(at).map(|(_, class)| *class)
}

fn find_member(
    table: &[(&str, &str, &'static str)],
    class: &str,
    name: &str,
) -> Option<&'static str> {
    let at = table
        .binary_search_by(|(known, member, _)| (*known, *member).cmp(&(class, name)))
        .ok()?;
    table.get(at).map(|(_, _, class)| *class)
}

/// Asks for `class`, then for its bases, until one answers.
fn climb<T>(class: &str, ask: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut next = ask(class);
    let mut class = find(BASES, class);
    while let (None, Some(base)) = (&next, class) {
        next = ask(base);
        class = find(BASES, base);
    }
    next
}

/// The class of what a call of `callable` gives.
pub fn call_result(callable: &str) -> Option<&'static str> {
    find(CALLS, callable).or_else(|| oslo::call_result(callable))
}

/// The class of what a call of an instance of `class` gives.
pub fn instance_call_result(class: &str) -> Option<&'static str> {
    find(INSTANCE_CALLS, class)
}

/// The class of what `inspect(instance of class)` gives.
pub fn inspect_result(class: &str) -> Option<&'static str> {
    climb(class, |class| {
        INSPECT
            .iter()
            .find(|(known, _)| *known == class)
            .map(|(_, result)| *result)
    })
}

/// The class of what `method` of an instance of `class` gives; of its bases, if it has no such method itself.
/// For methods that have to be awaited see `awaited_result`.
pub fn method_result(class: &str, method: &str) -> Option<&'static str> {
    if let Some(own) = returns_self(class, method) {
        return Some(own);
    }
    climb(class, |class| find_member(METHODS, class, method))
        .or_else(|| oslo::method_result(class, method))
}

/// The class itself, if the method gives another object of it: builder methods of queries and statements.
fn returns_self(class: &str, method: &str) -> Option<&'static str> {
    let is_query = climb(class, |class| (class == QUERY).then_some(())).is_some();
    if is_query {
        let builds =
            query::query_method(method).is_some_and(|known| known.role == query::Role::Builder);
        let own = BASES
            .iter()
            .map(|(known, _)| *known)
            .find(|known| *known == class);
        return builds.then_some(own.unwrap_or(QUERY));
    }
    let (base, _) = climb(class, |class| {
        RETURN_SELF
            .iter()
            .find(|(known, methods)| *known == class && methods.contains(&method))
    })?;
    let own = BASES
        .iter()
        .map(|(known, _)| *known)
        .find(|known| *known == class);
    Some(own.unwrap_or(base))
}

/// The class of what `await method()` of an instance of `class` gives.
pub fn awaited_result(class: &str, method: &str) -> Option<&'static str> {
    climb(class, |class| find_member(AWAITED, class, method))
}

/// The class of what an attribute of an instance of `class` holds.
pub fn attribute(class: &str, name: &str) -> Option<&'static str> {
    climb(class, |class| find_member(ATTRIBUTES, class, name))
        .or_else(|| oslo::attribute(class, name))
}

/// The class of what `with instance as name` binds.
pub fn entered(class: &str) -> Option<&'static str> {
    // A class of its own enters as itself where its base does.
    let given = climb(class, |class| {
        find(CONTEXT, class).map(|given| (given, given == class))
    })?;
    match given {
        (_, true) => BASES
            .iter()
            .map(|(known, _)| *known)
            .find(|known| *known == class)
            .or(Some(given.0)),
        (given, false) => Some(given),
    }
}

/// Whether `class` is `base`, or has its methods (`BASES`).
pub fn is_a(class: &str, base: &str) -> bool {
    climb(class, |class| (class == base).then_some(())).is_some()
}

/// Whether `name` is one that projects give to a session.
pub fn is_session_name(name: &str) -> bool {
    SESSION_NAMES.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests;
