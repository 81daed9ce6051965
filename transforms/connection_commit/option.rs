//! The execution option `autocommit` of connections and engines, which 2.x takes no notice of.

use alchemod_engine::{Context, Finding};
use alchemod_facts::last_name;
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span};

use crate::execution::receiver::{method_call, receiver};

/// Calls that take the option.
pub(super) const METHODS: &[&str] = &["create_engine", "engine_from_config", "execution_options"];

/// The finding at `connection.execution_options(autocommit=True)` and at
/// `create_engine(execution_options={"autocommit": True})`.
pub(super) fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let value = match last_name(&call.func)? {
        "execution_options" => {
            let option = keyword(call, "autocommit")?;
            receiver(cx, method_call(call)?.1)?;
            &option.value
        }
        _ => match &keyword(call, "execution_options")?.value {
            ast::Expr::Dict(dict) => {
                let pairs = dict.keys.iter().zip(&dict.values);
                pairs
                    .filter(|(key, _)| {
                        key.as_ref().and_then(alchemod_facts::string) == Some("autocommit")
                    })
                    .map(|(_, value)| value)
                    .next()?
            }
            _ => return None,
        },
    };
    let is_off = matches!(value, ast::Expr::Constant(n) if n.value == ast::Constant::Bool(false));
    let reason = match is_off {
        true => "nothing is committed by itself on 2.x: take it away",
        false => {
            "commit after what it is to commit, or let the driver do so: isolation_level=\"AUTOCOMMIT\""
        }
    };
    Some(Finding::manual(
        span(call),
        "2.x takes no notice of the option autocommit",
        reason,
    ))
}
