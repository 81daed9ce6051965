//! Plain Python values: what shows that an expression is no construct of SQLAlchemy.

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId, ScopeKind};
use alchemod_facts::{ClassKind, FileId, Place, Project, Value};
use alchemod_python::{ast, Node};

use super::by_name::{is_given_blindly, is_reached_by_name};
use super::chain::TERMINALS;
use super::stored::{is_called_with, is_stored};

/// How many names are followed one after the other.
pub(super) const DEPTH: u32 = 6;

/// Whether the expression is a plain Python value: no construct of SQLAlchemy.
pub(super) fn is_plain<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    expr: &'t ast::Expr,
    depth: u32,
) -> bool {
    if depth == 0 {
        return false;
    }
    let plain = |e: &'t ast::Expr| is_plain(cx, file, e, depth - 1);
    match expr {
        ast::Expr::Constant(_) | ast::Expr::JoinedStr(_) => true,
        ast::Expr::BoolOp(n) => n.values.iter().all(plain),
        ast::Expr::BinOp(n) => plain(&n.left) && plain(&n.right),
        ast::Expr::UnaryOp(n) => plain(&n.operand),
        ast::Expr::Compare(n) => plain(&n.left) && n.comparators.iter().all(plain),
        ast::Expr::IfExp(n) => plain(&n.body) && plain(&n.orelse),
        ast::Expr::Tuple(n) => n.elts.iter().all(plain),
        ast::Expr::List(n) => n.elts.iter().all(plain),
        ast::Expr::Set(n) => n.elts.iter().all(plain),
        ast::Expr::Dict(n) => n.values.iter().all(plain),
        ast::Expr::ListComp(n) => plain(&n.elt),
        ast::Expr::SetComp(n) => plain(&n.elt),
        ast::Expr::GeneratorExp(n) => plain(&n.elt),
        ast::Expr::Starred(n) => plain(&n.value),
        ast::Expr::Await(n) => plain(&n.value),
        ast::Expr::Subscript(n) => plain(&n.value),
        ast::Expr::Name(n) => match cx.project.infer(file, expr) {
            Some(typed) => is_plain_value(&typed.value),
            None => {
                !is_stored(cx, n.id.as_str())
                    && is_plain_name(cx, file, expr, n.id.as_str(), depth - 1)
            }
        },
        ast::Expr::Attribute(n) => match cx.project.infer(file, expr) {
            // `attribute = None` in a class is what it starts with.
            Some(typed) if typed.value == Value::None => !is_stored(cx, n.attr.as_str()),
            Some(typed) => is_plain_value(&typed.value),
            // An attribute of an object of the project, of a request, of a loop's item.
            None => !is_stored(cx, n.attr.as_str()) && is_object(cx, file, &n.value, depth - 1),
        },
        ast::Expr::Call(n) => is_plain_call(cx, file, n, depth - 1),
        _ => false,
    }
}

/// Whether an attribute of the expression that is not known is the data of some object.
fn is_object<'t>(cx: &Context<'_, 't>, file: FileId, expr: &'t ast::Expr, depth: u32) -> bool {
    match cx.project.infer(file, expr).map(|typed| typed.value) {
        Some(Value::Object(_)) => true,
        Some(value) => is_plain_value(&value),
        None => is_plain(cx, file, expr, depth),
    }
}

fn is_plain_value(value: &Value) -> bool {
    match value {
        Value::Instance(path) | Value::External(path) => {
            !path.starts_with("sqlalchemy.") && !path.starts_with("flask_sqlalchemy.")
        }
        Value::Object(_) | Value::None => true,
        _ => false,
    }
}

pub(super) fn is_plain_call<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    call: &'t ast::ExprCall,
    depth: u32,
) -> bool {
    if is_run(cx.project, file, call) {
        return true;
    }
    match cx.project.infer(file, &call.func).map(|typed| typed.value) {
        Some(Value::External(path)) => {
            !path.starts_with("sqlalchemy.") && !path.starts_with("flask_sqlalchemy.")
        }
        Some(Value::Method(owner, _)) => {
            !owner.starts_with("sqlalchemy.") && !owner.starts_with("flask_sqlalchemy.")
        }
        Some(Value::Class(class)) => cx.project.class(class).kind() == ClassKind::Plain,
        Some(_) => false,
        None => match call.func.as_ref() {
            // A builtin: what it gives is no more than what it is given.
            ast::Expr::Name(n) => {
                let this = cx.project.file(file);
                this.scope_of(&call.func)
                    .is_some_and(|scope| this.scopes.lookup(n.id.as_str(), scope).is_none())
                    && call.args.iter().all(|arg| is_plain(cx, file, arg, depth))
                    && call
                        .keywords
                        .iter()
                        .all(|keyword| is_plain(cx, file, &keyword.value, depth))
            }
            ast::Expr::Attribute(n) => is_plain(cx, file, &n.value, depth),
            _ => false,
        },
    }
}

/// Whether the call runs a query, so that it gives what was found.
pub(crate) fn is_run<'t>(project: &Project<'t>, file: FileId, call: &'t ast::ExprCall) -> bool {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return false;
    };
    let receiver = project.infer(file, &method.value).map(|typed| typed.value);
    match receiver {
        Some(Value::Instance(path)) => match &*path {
            "sqlalchemy.orm.Query" => TERMINALS.contains(&method.attr.as_str()),
            "sqlalchemy.orm.Session" | "sqlalchemy.orm.scoped_session" => {
                matches!(method.attr.as_str(), "scalar" | "get" | "merge")
            }
            "sqlalchemy.engine.Result"
            | "sqlalchemy.engine.ScalarResult"
            | "sqlalchemy.engine.CursorResult" => true,
            _ => false,
        },
        _ => false,
    }
}

/// Whether anything in the expression is known to be SQLAlchemy's, by itself or by what its names were given.
pub(super) fn shows_sqlalchemy<'t>(
    project: &Project<'t>,
    file: FileId,
    expr: &'t ast::Expr,
    depth: u32,
) -> bool {
    let this = project.file(file);
    let Some(root) = this.nodes.expr_id(expr) else {
        return true;
    };
    std::iter::once((root, Node::Expr(expr)))
        .chain(this.subtree(root))
        .any(|(_, node)| match node {
            Node::Expr(inner @ (ast::Expr::Name(_) | ast::Expr::Attribute(_))) => {
                match project.infer(file, inner).map(|typed| typed.value) {
                    Some(Value::Class(class)) => project.class(class).kind() != ClassKind::Plain,
                    Some(Value::Attribute(..) | Value::Aliased(_) | Value::Base(_)) => true,
                    Some(Value::External(path) | Value::Instance(path)) => {
                        path.starts_with("sqlalchemy.")
                    }
                    Some(_) => false,
                    None => match inner {
                        ast::Expr::Name(name) => {
                            was_given_sqlalchemy(project, file, inner, name.id.as_str(), depth)
                        }
                        _ => false,
                    },
                }
            }
            _ => false,
        })
}

/// Whether a name that is not known was assigned something of SQLAlchemy's.
fn was_given_sqlalchemy<'t>(
    project: &Project<'t>,
    file: FileId,
    expr: &'t ast::Expr,
    name: &str,
    depth: u32,
) -> bool {
    if depth == 0 {
        return false;
    }
    let this = project.file(file);
    let found = this
        .scope_of(expr)
        .and_then(|scope| this.scopes.lookup(name, scope));
    found.is_some_and(|(_, ids)| {
        ids.iter().any(|&id| match this.scopes.binding(id).kind {
            BindingKind::Assign { value, .. } | BindingKind::Unpacked { value, .. } => {
                gives_sqlalchemy(project, file, value, depth.min(3) - 1)
            }
            _ => false,
        })
    })
}

/// Whether a value may be an expression of SQLAlchemy, by what it shows.
pub(super) fn gives_sqlalchemy<'t>(
    project: &Project<'t>,
    file: FileId,
    expr: &'t ast::Expr,
    depth: u32,
) -> bool {
    match expr {
        ast::Expr::Call(call) if is_run(project, file, call) => false,
        _ => match project.infer(file, expr).map(|typed| typed.value) {
            Some(value) if is_plain_value(&value) => false,
            _ => shows_sqlalchemy(project, file, expr, depth),
        },
    }
}

/// Whether a name is a plain value by all its bindings.
fn is_plain_name<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    expr: &'t ast::Expr,
    name: &str,
    depth: u32,
) -> bool {
    let this = cx.project.file(file);
    let Some((_, ids)) = this
        .scope_of(expr)
        .and_then(|scope| this.scopes.lookup(name, scope))
    else {
        return false;
    };
    ids.iter().all(|&id| {
        let binding = this.scopes.binding(id);
        match binding.kind {
            BindingKind::Assign { value, .. } | BindingKind::Unpacked { value, .. } => {
                is_plain(cx, file, value, depth)
                    || (is_unknown_data(cx, file, value)
                        && !gives_sqlalchemy(cx.project, file, value, depth))
            }
            BindingKind::Augmented(value) => is_plain(cx, file, value, depth),
            // The items of a query are what it found.
            BindingKind::For { iterable, .. } => {
                is_query(cx, file, iterable)
                    || is_plain(cx, file, iterable, depth)
                    || (is_unknown_data(cx, file, iterable)
                        && !gives_sqlalchemy(cx.project, file, iterable, depth))
            }
            BindingKind::Parameter {
                arg,
                default,
                packed,
            } => {
                let has_plain_default =
                    default.is_none_or(|default| is_plain(cx, file, default, depth));
                has_plain_default
                    && match &arg.annotation {
                        Some(annotation) => is_plain_annotation(cx, file, annotation),
                        None => !packed && is_plain_parameter(cx, file, binding.scope, name),
                    }
            }
            BindingKind::With { context, .. } => {
                !shows_sqlalchemy(cx.project, file, context, depth)
            }
            _ => false,
        }
    })
}

/// Whether the expression gives data as far as it shows: a call of something, an item, an attribute.
fn is_unknown_data<'t>(cx: &Context<'_, 't>, file: FileId, expr: &'t ast::Expr) -> bool {
    match expr {
        // What a function of the project gives may be anything.
        ast::Expr::Call(call) => !matches!(
            cx.project.infer(file, &call.func).map(|typed| typed.value),
            Some(Value::Function(_))
        ),
        ast::Expr::Subscript(_) | ast::Expr::Attribute(_) | ast::Expr::Await(_) => true,
        _ => false,
    }
}

fn is_query<'t>(cx: &Context<'_, 't>, file: FileId, expr: &'t ast::Expr) -> bool {
    if let ast::Expr::Call(call) = expr {
        if is_run(cx.project, file, call) {
            return true;
        }
    }
    matches!(cx.project.infer(file, expr).map(|typed| typed.value),
        Some(Value::Instance(path)) if &*path == "sqlalchemy.orm.Query")
}

/// Types of the language and its library.
const PLAIN_TYPES: &[&str] = &[
    "bool",
    "bytes",
    "date",
    "datetime",
    "Decimal",
    "dict",
    "Dict",
    "float",
    "frozenset",
    "int",
    "Iterable",
    "list",
    "List",
    "Mapping",
    "Optional",
    "Sequence",
    "set",
    "Set",
    "str",
    "time",
    "timedelta",
    "tuple",
    "Tuple",
    "Union",
    "UUID",
];

/// Whether an annotation names nothing but types of the language and its library, or classes of the project.
fn is_plain_annotation<'t>(cx: &Context<'_, 't>, file: FileId, annotation: &'t ast::Expr) -> bool {
    match annotation {
        ast::Expr::Constant(n) => {
            n.value.is_none()
                || n.value
                    .as_str()
                    .is_some_and(|t| PLAIN_TYPES.contains(&t.as_str()))
        }
        ast::Expr::Name(_) | ast::Expr::Attribute(_) => {
            let is_known = alchemod_facts::last_name(annotation)
                .is_some_and(|name| PLAIN_TYPES.contains(&name));
            is_known
                || cx
                    .project
                    .infer_annotation(file, annotation)
                    .is_some_and(|typed| matches!(typed.value, Value::Object(_)))
        }
        ast::Expr::Subscript(n) => {
            is_plain_annotation(cx, file, &n.value)
                && match n.slice.as_ref() {
                    ast::Expr::Tuple(t) => t.elts.iter().all(|e| is_plain_annotation(cx, file, e)),
                    single => is_plain_annotation(cx, file, single),
                }
        }
        ast::Expr::BinOp(n) => {
            is_plain_annotation(cx, file, &n.left) && is_plain_annotation(cx, file, &n.right)
        }
        _ => false,
    }
}

/// A parameter without annotation is a plain value if its function is an entry point (a method, a test, a
/// decorated function) or is called somewhere, and no call gives it anything of SQLAlchemy's.
fn is_plain_parameter<'t>(cx: &Context<'_, 't>, file: FileId, scope: ScopeId, name: &str) -> bool {
    let this = cx.project.file(file);
    let scope = this.scopes.get(scope);
    let Some(node) = scope.node else {
        return false;
    };
    let place = Place { file, node };
    let Some(def) = cx.project.function(place) else {
        return false;
    };
    let is_method = scope
        .parent
        .is_some_and(|outer| this.scopes.get(outer).kind == ScopeKind::Class);
    let given = cx.project.given_arguments(place, name);
    if is_reached_by_name(cx, def.name) || is_given_blindly(cx) {
        return false;
    }
    let is_entry = is_method || !def.decorators.is_empty() || def.name.starts_with("test");
    let is_known = if given.is_empty() {
        is_entry && !is_called_with(cx, def.name)
    } else {
        true
    };
    is_known
        && given
            .into_iter()
            .flatten()
            .all(|(file, value)| !gives_sqlalchemy(cx.project, file, value, DEPTH))
}
