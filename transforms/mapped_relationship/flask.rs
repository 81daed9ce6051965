//! `db.relationship(...)` of Flask-SQLAlchemy, whose result type checkers take for no `Mapped`.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::{string, Relationship};
use alchemod_python::arguments::{has_unpacking, keyword};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use crate::back_populates::is_rewritten;
use crate::mapped_column::append;

/// Whether the annotation has to wait for the back reference, which takes the class of its queries from the function.
pub fn waits<'t>(cx: &Context<'_, 't>, relationship: &Relationship<'t>) -> bool {
    extension(cx, relationship).is_some()
        && has_dynamic_backref(relationship.call)
        && is_rewritten(cx, relationship)
}

/// The edits that put SQLAlchemy's own function in its place: all that the extension's does is to set the class of
/// dynamic relationships' queries. `None` if it is another function, or the arguments hide what it does.
pub fn callee<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
) -> Option<(Vec<Edit>, Vec<ImportWish>)> {
    let call = relationship.call;
    let extension = extension(cx, relationship)?;
    if has_unpacking(call) || has_dynamic_backref(call) {
        return None;
    }
    let import = cx.import("sqlalchemy.orm.relationship");
    let mut edits = vec![Edit::replace(span(call.func.as_ref()), import.text)];
    let is_plain = keyword(call, "query_class").is_some() || is_never_dynamic(call);
    if !is_plain {
        let lazy = keyword(call, "lazy").and_then(|lazy| string(&lazy.value));
        if lazy? == "dynamic" {
            let queries = format!("query_class={}.Query", cx.source(extension));
            edits.push(append(cx, call, true, &[queries])?);
        }
    }
    Some((edits, import.wish.into_iter().collect()))
}

/// `db` in `db.relationship(...)`.
fn extension<'t>(cx: &Context<'_, 't>, relationship: &Relationship<'t>) -> Option<&'t ast::Expr> {
    let ast::Expr::Attribute(func) = relationship.call.func.as_ref() else {
        return None;
    };
    if func.attr.as_str() != "relationship" {
        return None;
    }
    let owner = cx.project.infer(cx.file.id, &func.value)?.value;
    cx.project
        .is_instance(&owner, "flask_sqlalchemy.SQLAlchemy")
        .then_some(func.value.as_ref())
}

/// Whether `backref` is anything but a name, or `backref(...)` that is never dynamic.
fn has_dynamic_backref(call: &ast::ExprCall) -> bool {
    match keyword(call, "backref").map(|backref| &backref.value) {
        None => false,
        Some(ast::Expr::Call(backref)) => has_unpacking(backref) || !is_never_dynamic(backref),
        Some(other) => string(other).is_none(),
    }
}

/// Whether `lazy=` is not there, or a constant like `True`.
fn is_never_dynamic(call: &ast::ExprCall) -> bool {
    match keyword(call, "lazy").map(|lazy| &lazy.value) {
        None => true,
        Some(ast::Expr::Constant(n)) => n.value.as_str().is_none_or(|lazy| lazy != "dynamic"),
        Some(_) => false,
    }
}
