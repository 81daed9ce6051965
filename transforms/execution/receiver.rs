//! Who runs a statement: an engine, a connection, a session.

use alchemod_engine::Context;
use alchemod_facts::sqlalchemy::handles;
use alchemod_facts::{Certainty, Typed, Value};
use alchemod_python::ast;

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

/// A call `x.method(...)`: the callee and `x`.
pub(crate) fn method_call(call: &ast::ExprCall) -> Option<(&ast::ExprAttribute, &ast::Expr)> {
    match call.func.as_ref() {
        ast::Expr::Attribute(attribute) => Some((attribute, attribute.value.as_ref())),
        _ => None,
    }
}
