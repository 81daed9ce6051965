//! What shows that something runs statements of SQLAlchemy, where nothing is known of it.

use alchemod_engine::Context;
use alchemod_facts::last_name;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{Place, Value};
use alchemod_python::{ast, span, Node};

use super::receiver::{method_call, of_value, Receiver, ENGINE_NAMES};
use super::statement::{kind_of, Kind};
use super::strings::string_of;

/// Events that give connections of the driver.
const DRIVER_EVENTS: &[&str] = &[
    "checkin",
    "checkout",
    "connect",
    "first_connect",
    "close",
    "reset",
];

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
pub(super) fn takes_values<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
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
pub(super) fn is_made_if_missing<'t>(
    cx: &Context<'_, 't>,
    runner: &'t ast::Expr,
    name: &str,
) -> bool {
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
pub(super) fn is_parameter<'t>(cx: &Context<'_, 't>, runner: &'t ast::Expr, name: &str) -> bool {
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
    let is_of_driver = |event: &str| DRIVER_EVENTS.contains(&event);
    let of_driver = def.is_none_or(|def| {
        cx.project.events_of(def.name).any(is_of_driver)
            || def.decorators.iter().any(|decorator| match decorator {
                ast::Expr::Call(call) => call
                    .args
                    .iter()
                    .any(|arg| alchemod_facts::string(arg).is_some_and(is_of_driver)),
                _ => false,
            })
    });
    all && !of_driver
}

/// Whether something unknown is called like an engine: `engine`, `self.db_engine`, `get_engine()`.
pub(crate) fn is_engine_name(expr: &ast::Expr) -> bool {
    let name = match expr {
        ast::Expr::Call(call) => last_name(&call.func),
        other => last_name(other),
    };
    name.is_some_and(|name| ENGINE_NAMES.contains(&name) || name.ends_with("_engine"))
}

/// What a name or an attribute is connected by, if that is something unknown: `x` of `with x.connect() as name:`
/// and of `name = x.connect()`.
pub(crate) fn connected<'t>(cx: &Context<'_, 't>, runner: &'t ast::Expr) -> Option<&'t ast::Expr> {
    match runner {
        ast::Expr::Name(name) => {
            let (_, bindings) = cx
                .file
                .scope_of(runner)
                .and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope))?;
            let mut found = None;
            for &id in bindings {
                let binding = cx.file.scopes.binding(id);
                let value = match binding.kind {
                    BindingKind::Assign { value, .. } => value,
                    BindingKind::With { context, .. } => context,
                    _ => return None,
                };
                let node = cx.file.nodes.get(binding.node);
                if let Node::Stmt(ast::Stmt::AsyncWith(_)) = node {
                    return None;
                }
                found = Some(connects(cx, value)?);
            }
            found
        }
        ast::Expr::Attribute(attribute) => {
            let owner = cx.project.infer(cx.file.id, &attribute.value)?.value;
            let Value::Object(class) = owner else {
                return None;
            };
            let info = cx.project.class(class);
            let assigned = info.self_assignments.get(attribute.attr.as_str())?;
            let cx = cx.in_file(info.file);
            let mut values = assigned
                .iter()
                .map(|assigned| assigned.value)
                .filter(|value| !matches!(value, ast::Expr::Constant(n) if n.value.is_none()))
                .map(|value| connects(&cx, value));
            let first = values.next()??;
            values.all(|value| value.is_some()).then_some(first)
        }
        _ => None,
    }
}

/// `x` of `x.connect()`, if nothing is known of it.
pub(crate) fn connects<'t>(cx: &Context<'_, 't>, value: &'t ast::Expr) -> Option<&'t ast::Expr> {
    let ast::Expr::Call(call) = value else {
        return None;
    };
    let (method, inner) = method_call(call)?;
    let is_connect = matches!(method.attr.as_str(), "connect" | "contextual_connect")
        && call.args.is_empty()
        && call.keywords.is_empty();
    let is_unknown = cx
        .project
        .infer(cx.file.id, inner)
        .is_none_or(|typed| is_unseen(&typed.value));
    (is_connect && is_unknown).then_some(inner)
}

/// Whether a value is something that is imported from a module which was not read, and no class of it.
pub(crate) fn is_unseen(value: &Value) -> bool {
    match value {
        Value::External(path) => {
            let name = path.rsplit('.').next().unwrap_or_default();
            path.contains('.')
                && !path.starts_with("sqlalchemy.")
                && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        }
        _ => false,
    }
}

/// Methods of tables that make statements, and whether these write.
const OF_TABLES: &[(&str, bool)] = &[
    ("delete", true),
    ("insert", true),
    ("select", false),
    ("update", true),
];

/// Whether an expression, or what its name is assigned, is a statement that a table makes:
/// `rows.insert(values=...)`, `rows.update().where(...)`. Of other objects only if it is given to an engine.
pub(crate) fn makes_statement<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    made_by_table(cx, expr).is_some()
}

/// Whether the statement that a table makes, as [`makes_statement`] sees it, writes.
pub(crate) fn made_by_table<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<bool> {
    if let ast::Expr::Name(name) = expr {
        let (_, bindings) = cx
            .file
            .scope_of(expr)
            .and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope))?;
        let mut writes = false;
        for &id in bindings {
            let BindingKind::Assign { value, .. } = cx.file.scopes.binding(id).kind else {
                return None;
            };
            writes |= of_chain(value)?;
        }
        return (!bindings.is_empty()).then_some(writes);
    }
    of_chain(expr)
}

/// Whether `rows.insert().values(...)` writes.
fn of_chain(mut current: &ast::Expr) -> Option<bool> {
    while let ast::Expr::Call(call) = current {
        let (method, inner) = method_call(call)?;
        let known = OF_TABLES
            .iter()
            .find(|(name, _)| *name == method.attr.as_str());
        if let Some((_, writes)) = known {
            return Some(*writes);
        }
        current = inner;
    }
    None
}

/// Whether the statement is a parameter to which some call of its function gives a write.
pub(crate) fn is_given_write<'t>(cx: &Context<'_, 't>, statement: &'t ast::Expr) -> bool {
    // `text(sql)`
    let statement = match statement {
        ast::Expr::Call(call) if last_name(&call.func) == Some("text") => match call.args.first() {
            Some(first) => first,
            None => return false,
        },
        other => other,
    };
    let ast::Expr::Name(name) = statement else {
        return false;
    };
    let Some((scope, bindings)) = cx
        .file
        .scope_of(statement)
        .and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope))
    else {
        return false;
    };
    let is_parameter = bindings.iter().any(|&id| {
        matches!(
            cx.file.scopes.binding(id).kind,
            BindingKind::Parameter { packed: false, .. }
        )
    });
    let Some(node) = cx.file.scopes.get(scope).node.filter(|_| is_parameter) else {
        return false;
    };
    let place = Place {
        file: cx.file.id,
        node,
    };
    cx.project
        .given_arguments(place, name.id.as_str())
        .into_iter()
        .flatten()
        .any(|(file, value)| {
            let cx = cx.in_file(file);
            let is_it = || {
                let call = cx
                    .file
                    .nodes
                    .expr_id(value)
                    .and_then(|id| cx.file.nodes.parent(id))
                    .map(|id| match cx.file.nodes.get(id) {
                        Node::Keyword(_) => cx.file.nodes.parent(id).unwrap_or(id),
                        _ => id,
                    })
                    .map(|id| cx.file.nodes.get(id));
                match call {
                    Some(Node::Expr(ast::Expr::Call(call))) => {
                        let callee = cx.project.infer(cx.file.id, &call.func);
                        callee.is_some_and(|typed| typed.value == Value::Function(place))
                    }
                    _ => false,
                }
            };
            let writes = matches!(kind_of(&cx, value), Kind::Write { .. })
                || made_by_table(&cx, value) == Some(true);
            writes && is_it()
        })
}
