//! Who runs a statement: an engine, a connection, a session.

use alchemod_engine::Context;
use alchemod_facts::sqlalchemy::handles;
use alchemod_facts::sqlalchemy::handles::is_session_name;
use alchemod_facts::{last_name, Certainty, Typed, Value};
use alchemod_python::ast;

use super::shown::{
    connected, is_engine_name, is_made_if_missing, is_parameter, is_unseen, makes_statement,
    takes_values,
};
use super::statement::{kind_of, Kind};
use super::strings::string_of;

use crate::speaks;

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
        Some(typed) if is_unseen(&typed.value) => by_name(cx, call, runner),
        Some(typed) if typed.certainty != Certainty::Named => of_value(cx, &typed),
        Some(typed) => of_value(cx, &typed).or_else(|| by_name(cx, call, runner)),
        None => by_name(cx, call, runner),
    }
}

/// What engines are called.
pub(super) const ENGINE_NAMES: &[&str] = &["_engine", "db_engine", "engine", "sa_engine"];

/// What connections are called that functions are given.
const CONNECTION_NAMES: &[&str] = &["bind", "conn", "connection"];

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
    let is_statement = || string_of(cx, first).is_none() && kind_of(cx, first) != Kind::Unknown;
    // A statement shows SQLAlchemy wherever it comes from; all else only in a file that speaks of it.
    if !speaks::of_sqlalchemy(cx) {
        if ENGINE_NAMES.contains(&name) && is_statement() {
            return Some((Receiver::Engine, Certainty::Named));
        }
        let is_connected = connected(cx, runner).is_some() && is_statement();
        return is_connected.then_some((Receiver::Connection, Certainty::Named));
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
        if is_made_here(cx, runner, name) {
            return Some((Receiver::Engine, Certainty::Flowed));
        }
        let shows = makes_statement(cx, first) || is_sql() || is_statement();
        return shows.then_some((Receiver::Engine, Certainty::Named));
    }
    if takes_values(cx, call) || is_made_if_missing(cx, runner, name) {
        return Some((Receiver::Connection, Certainty::Named));
    }
    if let Some(engine) = connected(cx, runner) {
        if is_statement() || (is_engine_name(engine) && (is_sql() || makes_statement(cx, first))) {
            return Some((Receiver::Connection, Certainty::Named));
        }
    }
    if !is_sql()
        || speaks::DRIVERS
            .iter()
            .any(|driver| cx.text().contains(driver))
    {
        return None;
    }
    // `flask.g.conn`: kept where nothing says what it is.
    let is_kept = matches!(runner, ast::Expr::Attribute(_))
        && (cx.project.infer(cx.file.id, runner)).is_some_and(|typed| is_unseen(&typed.value));
    if is_kept && is_session_name(name) {
        return Some((Receiver::Session, Certainty::Named));
    }
    let is_given = matches!(runner, ast::Expr::Name(_)) && is_parameter(cx, runner, name);
    (CONNECTION_NAMES.contains(&name) && (is_given || is_kept))
        .then_some((Receiver::Connection, Certainty::Named))
}

/// Whether one of the values that `self.engine` gets is an engine: what else it gets is what callers hand over in its
/// place.
fn is_made_here<'t>(cx: &Context<'_, 't>, runner: &'t ast::Expr, name: &str) -> bool {
    let ast::Expr::Attribute(attribute) = runner else {
        return false;
    };
    let owner = cx.project.infer(cx.file.id, &attribute.value);
    let Some(Value::Object(class)) = owner.map(|typed| typed.value) else {
        return false;
    };
    cx.project.linearized(class).into_iter().any(|id| {
        let class = cx.project.class(id);
        let assigned = class.self_assignments.get(name);
        assigned.into_iter().flatten().any(|assigned| {
            cx.project
                .infer(class.file, assigned.value)
                .is_some_and(|typed| {
                    matches!(of_value(cx, &typed), Some((Receiver::Engine, known)) if known != Certainty::Named)
                })
        })
    })
}

/// A call `x.method(...)`: the callee and `x`.
pub(crate) fn method_call(call: &ast::ExprCall) -> Option<(&ast::ExprAttribute, &ast::Expr)> {
    match call.func.as_ref() {
        ast::Expr::Attribute(attribute) => Some((attribute, attribute.value.as_ref())),
        _ => None,
    }
}
