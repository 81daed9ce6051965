//! Who runs a statement: an engine, a connection, a session.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::sqlalchemy::handles;
use alchemod_facts::{last_name, Certainty, Typed, Value};
use alchemod_python::{ast, span};

use super::statement::{kind_of, Kind};
use super::strings::string_of;

/// What statements are run by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// An `Engine`.
    Engine,
    /// A `Connection`.
    Connection,
    /// A `Session` or `scoped_session`.
    Session,
}

/// What `expr` is, if it runs statements, and how that is known.
pub(crate) fn receiver<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
) -> Option<(Receiver, Certainty)> {
    of_value(cx, &cx.project.infer(cx.file.id, expr)?)
}

/// What a known value runs statements as.
pub(crate) fn of_value(cx: &Context<'_, '_>, typed: &Typed) -> Option<(Receiver, Certainty)> {
    let path = match &typed.value {
        Value::Instance(path) => path.clone(),
        Value::Object(class) => {
            // A method of the project's own is not SQLAlchemy's.
            let own = ["execute", "scalar"].iter().any(|name| {
                matches!(
                    cx.project.infer_member(*class, name).map(|t| t.value),
                    Some(Value::Function(_))
                )
            });
            if own {
                return None;
            }
            cx.project.external_base(*class)?
        }
        _ => return None,
    };
    let receiver = match &*path {
        "sqlalchemy.engine.Engine" => Receiver::Engine,
        "sqlalchemy.engine.Connection" => Receiver::Connection,
        path if handles::method_result(path, "query") == Some("sqlalchemy.orm.Query")
            && handles::method_result(path, "execute").is_some() =>
        {
            Receiver::Session
        }
        _ => return None,
    };
    Some((receiver, typed.certainty))
}

/// What the runner of `runner.execute(...)` is: known, or, where nothing is known of it, shown by its name and by
/// what it is given.
pub(crate) fn runner_of<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    runner: &'t ast::Expr,
) -> Option<(Receiver, Certainty)> {
    match cx.project.infer(cx.file.id, runner) {
        Some(typed) if typed.certainty != Certainty::Named => of_value(cx, &typed),
        Some(typed) => of_value(cx, &typed).or_else(|| by_name(cx, call, runner)),
        None => by_name(cx, call, runner),
    }
}

/// What engines are called.
const ENGINE_NAMES: &[&str] = &["_engine", "db_engine", "engine", "sa_engine"];

/// What connections are called that functions are given.
const CONNECTION_NAMES: &[&str] = &["bind", "conn", "connection"];

/// Drivers: in a file that uses one itself, a connection may be one of its own.
const DRIVERS: &[&str] = &[
    "MySQLdb",
    "aiosqlite",
    "asyncpg",
    "cx_Oracle",
    "duckdb",
    "mysql.connector",
    "psycopg",
    "pymysql",
    "pyodbc",
    "sqlite3",
];

/// Events that give connections of the driver.
const DRIVER_EVENTS: &[&str] = &[
    "checkin",
    "checkout",
    "connect",
    "first_connect",
    "close",
    "reset",
];

/// How SQL starts.
const VERBS: &[&str] = &[
    "ALTER", "CREATE", "DELETE", "DROP", "GRANT", "INSERT", "PRAGMA", "REPLACE", "REVOKE",
    "SELECT", "SET", "SHOW", "TRUNCATE", "UPDATE", "VACUUM", "WITH",
];

/// What a name shows: an engine that is given SQL or a statement; a parameter called like a connection that is
/// given SQL.
fn by_name<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    runner: &'t ast::Expr,
) -> Option<(Receiver, Certainty)> {
    let name = last_name(runner)?;
    let first = call.args.first()?;
    if !cx.text().contains("sqlalchemy") {
        return None;
    }
    let is_sql = || {
        let sql = string_of(cx, first);
        sql.and_then(|sql| sql.leading).is_some_and(|leading| {
            let word = leading
                .trim_start()
                .split(|c: char| !c.is_ascii_alphabetic())
                .next();
            word.is_some_and(|word| VERBS.contains(&word.to_ascii_uppercase().as_str()))
        })
    };
    if ENGINE_NAMES.contains(&name) {
        let shows =
            is_sql() || (string_of(cx, first).is_none() && kind_of(cx, first) != Kind::Unknown);
        return shows.then_some((Receiver::Engine, Certainty::Named));
    }
    if takes_values(cx, call) || is_made_if_missing(cx, runner, name) {
        return Some((Receiver::Connection, Certainty::Named));
    }
    let is_given = CONNECTION_NAMES.contains(&name)
        && matches!(runner, ast::Expr::Name(_))
        && is_parameter(cx, runner, name)
        && !DRIVERS.iter().any(|driver| cx.text().contains(driver));
    (is_given && is_sql()).then_some((Receiver::Connection, Certainty::Named))
}

/// What sessions take by keyword besides the statement.
const OF_SESSIONS: &[&str] = &[
    "bind",
    "bind_arguments",
    "clause",
    "execution_options",
    "mapper",
    "params",
    "statement",
];

/// Whether the call gives values of columns by keyword, or several dictionaries, to a statement of SQLAlchemy, as
/// only connections of 1.x take them. What is awaited is a connection of another library.
fn takes_values<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    let of_columns = |keyword: &ast::Keyword| {
        let name = keyword.arg.as_ref().map(|name| name.as_str());
        name.is_some_and(|name| !OF_SESSIONS.contains(&name))
    };
    let Some((first, rest)) = call.args.split_first() else {
        return false;
    };
    let by_keyword = rest.is_empty() && !call.keywords.is_empty();
    let are_several = rest.len() > 1 && rest.iter().all(|arg| matches!(arg, ast::Expr::Dict(_)));
    let before = &cx.text()[..span(call).start as usize];
    (by_keyword || are_several)
        && call.keywords.iter().all(of_columns)
        && matches!(call.func.as_ref(), ast::Expr::Attribute(n) if n.attr.as_str() == "execute")
        && !before.trim_end().ends_with("await")
        && string_of(cx, first).is_none()
        && kind_of(cx, first) != Kind::Unknown
}

/// Whether the name is a parameter in whose place a connection is made if it is missing:
/// `connection = connection or engine.connect()`.
fn is_made_if_missing<'t>(cx: &Context<'_, 't>, runner: &'t ast::Expr, name: &str) -> bool {
    let ast::Expr::Name(_) = runner else {
        return false;
    };
    let Some((_, bindings)) = cx
        .file
        .scope_of(runner)
        .and_then(|scope| cx.file.scopes.lookup(name, scope))
    else {
        return false;
    };
    let is_connection = |value: &'t ast::Expr| {
        let typed = cx.project.infer(cx.file.id, value);
        typed.is_some_and(|typed| matches!(of_value(cx, &typed), Some((Receiver::Connection, _))))
    };
    let (mut parameter, mut made) = (false, false);
    for &id in bindings {
        match cx.file.scopes.binding(id).kind {
            BindingKind::Parameter { packed: false, .. } => parameter = true,
            BindingKind::Assign { value, .. } => {
                made |= match value {
                    ast::Expr::BoolOp(either) => either.values.iter().any(is_connection),
                    ast::Expr::IfExp(either) => {
                        is_connection(&either.body) || is_connection(&either.orelse)
                    }
                    value => is_connection(value),
                };
            }
            _ => return false,
        }
    }
    parameter && made
}

/// Whether the name is a parameter, and of no function that is given connections of the driver.
fn is_parameter<'t>(cx: &Context<'_, 't>, runner: &'t ast::Expr, name: &str) -> bool {
    let found = cx
        .file
        .scope_of(runner)
        .and_then(|scope| cx.file.scopes.lookup(name, scope));
    let Some((scope, bindings)) = found else {
        return false;
    };
    let all = bindings.iter().all(|&id| {
        matches!(
            cx.file.scopes.binding(id).kind,
            BindingKind::Parameter { .. }
        )
    });
    let Some(function) = cx.file.scopes.get(scope).node else {
        return false;
    };
    let def = alchemod_facts::function_def(cx.file.nodes.get(function));
    let of_driver = def.is_none_or(|def| {
        def.decorators.iter().any(|decorator| match decorator {
            ast::Expr::Call(call) => call.args.iter().any(|arg| {
                alchemod_facts::string(arg).is_some_and(|event| DRIVER_EVENTS.contains(&event))
            }),
            _ => false,
        })
    });
    all && !of_driver
}

/// A call `x.method(...)`: the callee and `x`.
pub(crate) fn method_call(call: &ast::ExprCall) -> Option<(&ast::ExprAttribute, &ast::Expr)> {
    match call.func.as_ref() {
        ast::Expr::Attribute(attribute) => Some((attribute, attribute.value.as_ref())),
        _ => None,
    }
}
