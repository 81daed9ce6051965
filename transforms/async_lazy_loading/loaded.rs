//! Which objects of which class an asynchronous session gives.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{ClassId, Value};
use alchemod_python::ast;
use alchemod_python::chain::links;

/// Objects of one mapped class.
pub(super) struct Objects<'t> {
    /// The class.
    pub class: ClassId,
    /// The calls that say what is loaded: `get(...)`, or what the statement is made of.
    pub statement: Vec<&'t ast::Expr>,
}

const ONE: &[&str] = &[
    "first",
    "one",
    "one_or_none",
    "scalar_one",
    "scalar_one_or_none",
];

/// The objects that `value` is: one, or several if `is_many`.
pub(super) fn objects_of<'t>(
    cx: &Context<'_, 't>,
    value: &'t ast::Expr,
    is_many: bool,
) -> Option<Objects<'t>> {
    let value = named(cx, value);
    if let ast::Expr::Await(awaited) = value {
        return awaited_objects(cx, &awaited.value, is_many);
    }
    let (root, calls) = links(value);
    let (last, before) = calls.split_last()?;
    let is_scalars = |name: &str| matches!(name, "scalars" | "unique");
    match (is_many, last.name()) {
        (true, "all") | (true, "scalars" | "unique") => {}
        (false, name) if ONE.contains(&name) => {}
        _ => return None,
    }
    let gives_scalars =
        last.name().starts_with("scalar") || before.iter().any(|link| link.name() == "scalars");
    let plain = before
        .iter()
        .all(|link| is_scalars(link.name()) && link.call.args.is_empty());
    let ast::Expr::Await(awaited) = named(cx, root) else {
        return None;
    };
    let method = session_call(cx, &awaited.value)?;
    let is_scalar_result = match method.name {
        "execute" => gives_scalars,
        "scalars" => true,
        _ => false,
    };
    (plain && is_scalar_result)
        .then(|| of_statement(cx, method.call))
        .flatten()
}

fn awaited_objects<'t>(
    cx: &Context<'_, 't>,
    value: &'t ast::Expr,
    is_many: bool,
) -> Option<Objects<'t>> {
    let method = session_call(cx, value)?;
    match (method.name, is_many) {
        ("get", false) => {
            let class = mapped(cx, method.call.args.first()?)?;
            Some(Objects {
                class,
                statement: vec![value],
            })
        }
        ("scalar", false) | ("scalars", true) => of_statement(cx, method.call),
        _ => None,
    }
}

struct Method<'t> {
    name: &'t str,
    call: &'t ast::ExprCall,
}

/// A call of a method of an asynchronous session.
fn session_call<'t>(cx: &Context<'_, 't>, value: &'t ast::Expr) -> Option<Method<'t>> {
    let ast::Expr::Call(call) = value else {
        return None;
    };
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    let session = cx.project.infer(cx.file.id, &attribute.value)?.value;
    let is_async = [
        "sqlalchemy.ext.asyncio.AsyncSession",
        "sqlalchemy.ext.asyncio.async_scoped_session",
    ]
    .iter()
    .any(|class| cx.project.is_instance(&session, class));
    is_async.then_some(Method {
        name: attribute.attr.as_str(),
        call,
    })
}

/// The objects that a statement selects: `select(Model)` and what builds on it.
fn of_statement<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Objects<'t>> {
    let mut statement = Vec::new();
    let mut current = named(cx, call.args.first()?);
    loop {
        statement.push(current);
        let (root, calls) = links(current);
        if let Some(first) = calls.first() {
            // `sa.select(Model)`, `db.select(Model)`
            if is_select(cx, &first.call.func) {
                return selected(cx, first.call, statement);
            }
        }
        match root {
            ast::Expr::Call(select) if is_select(cx, &select.func) => {
                return selected(cx, select, statement);
            }
            ast::Expr::Name(_) if statement.len() < 8 => {
                let value = named(cx, root);
                if std::ptr::eq(value, root) {
                    return None;
                }
                current = value;
            }
            _ => return None,
        }
    }
}

fn selected<'t>(
    cx: &Context<'_, 't>,
    select: &'t ast::ExprCall,
    statement: Vec<&'t ast::Expr>,
) -> Option<Objects<'t>> {
    let [only] = select.args.as_slice() else {
        return None;
    };
    Some(Objects {
        class: mapped(cx, only)?,
        statement,
    })
}

fn is_select<'t>(cx: &Context<'_, 't>, callee: &'t ast::Expr) -> bool {
    matches!(
        cx.project.external(cx.file.id, callee).as_deref(),
        Some("sqlalchemy.select" | "sqlalchemy.future.select")
    )
}

fn mapped<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<ClassId> {
    match cx.project.infer(cx.file.id, expr)?.value {
        Value::Class(class) => (cx.project.class(class).is_mapped()).then_some(class),
        _ => None,
    }
}

/// The value of a name that is assigned once; anything else as it is.
fn named<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> &'t ast::Expr {
    let ast::Expr::Name(name) = expr else {
        return expr;
    };
    let scopes = &cx.file.scopes;
    let bindings = cx
        .file
        .scope_of(expr)
        .and_then(|scope| scopes.lookup(name.id.as_str(), scope));
    match bindings {
        Some((_, [only])) => match scopes.binding(*only).kind {
            BindingKind::Assign { value, .. } => value,
            _ => expr,
        },
        _ => expr,
    }
}
