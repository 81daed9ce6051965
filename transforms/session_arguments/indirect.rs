//! Arguments that reach a session by a way round: from the `__init__` of a subclass, and in a dictionary.

use alchemod_engine::{Context, Target};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{function_def, string, Value};
use alchemod_python::{ast, NodeId};

use super::table::{of_argument, signature, Fate, Signature};

/// The signature of `super().__init__(...)` in a class whose only base is `Session`.
pub(super) fn of_super<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<&'static Signature> {
    const SESSION: &str = "sqlalchemy.orm.Session";
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let is_super = method.attr.as_str() == "__init__"
        && matches!(method.value.as_ref(), ast::Expr::Call(n)
            if alchemod_facts::last_name(&n.func) == Some("super"));
    if !is_super {
        return None;
    }
    let nodes = &cx.file.nodes;
    let function = nodes
        .ancestors(site)
        .find(|&id| function_def(nodes.get(id)).is_some())?;
    let scope = cx.file.scopes.of(function);
    let class = cx.project.class_of_scope(cx.file.id, scope)?;
    match cx.project.bases(class).as_slice() {
        [Some(Value::External(path))] if &**path == SESSION => signature(SESSION),
        _ => None,
    }
}

/// Why 2.x does not take what an unpacked dictionary holds, as far as its text shows.
pub(super) fn refused_in<'t>(
    cx: &Context<'_, 't>,
    unpacked: &'t ast::Expr,
    target: Target,
) -> Option<&'static str> {
    let dictionary = match unpacked {
        ast::Expr::Name(n) => {
            let file = cx.project.file(cx.file.id);
            let (_, ids) = file
                .scopes
                .lookup(n.id.as_str(), file.scope_of(unpacked)?)?;
            let [only] = ids else {
                return None;
            };
            match file.scopes.binding(*only).kind {
                BindingKind::Assign { value, .. } => value,
                _ => return None,
            }
        }
        _ => unpacked,
    };
    let refused = |name: &str, value: &ast::Expr| match of_argument(name, value, target) {
        Fate::Refused(reason) => Some(reason),
        // 2.x still takes these, if they say what is so anyway.
        Fate::Goes if matches!(name, "autocommit" | "future") => None,
        Fate::Goes => Some("2.x does not take it: drop it from the dictionary"),
        Fate::Stays => None,
    };
    match dictionary {
        ast::Expr::Dict(n) => n.keys.iter().zip(&n.values).find_map(|(key, value)| {
            let name = string(key.as_ref()?)?;
            refused(name, value)
        }),
        ast::Expr::Call(n) if matches!(n.func.as_ref(), ast::Expr::Name(f) if f.id.as_str() == "dict") => {
            n.keywords
                .iter()
                .find_map(|keyword| refused(keyword.arg.as_deref()?, &keyword.value))
        }
        _ => None,
    }
}
