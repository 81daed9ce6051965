//! The entity that a query starts from, as far as it can be read from the expression that is the query.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::sqlalchemy::query::{query_method, Role};
use alchemod_facts::{ClassId, FileId, Value};
use alchemod_python::{ast, NodeId};

use super::cursor::Cursor;

/// How many names are followed one after the other.
const DEPTH: u32 = 6;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The first mapped class or alias: loader options by string belong to it.
    Entity,
    /// What the first join starts from: the class in `select_from()`, else that of the first entity.
    Join,
}

/// The entity of a query, and how it was found.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    /// The entity.
    pub cursor: Cursor,
    /// It is only guessed to be one: the query's only argument is an expression that is not known.
    pub is_guess: bool,
}

/// One entity of a query: what is known of an argument.
enum Known<'t> {
    /// A mapped class, or an alias of one.
    Entity(Owner<'t>),
    /// A column or expression of this class.
    Column(Owner<'t>),
    /// An expression without a class: `func.count()`, a literal.
    Nothing,
    /// It cannot be told.
    Unknown(&'t ast::Expr),
}

/// A class or alias as an argument names it.
#[derive(Clone, Copy)]
struct Owner<'t> {
    class: ClassId,
    expr: &'t ast::Expr,
    is_alias: bool,
}

/// The lead entity of the query that an expression of the site's file is.
pub(crate) fn lead<'t>(cx: &Context<'_, 't>, query: &'t ast::Expr, wanted: Wanted) -> Option<Lead> {
    find(cx, cx.file.id, query, wanted, DEPTH)
}

fn find<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    query: &'t ast::Expr,
    wanted: Wanted,
    depth: u32,
) -> Option<Lead> {
    if depth == 0 {
        return None;
    }
    match query {
        ast::Expr::Call(call) => of_call(cx, file, call, wanted, depth),
        ast::Expr::Attribute(n) if n.attr.as_str() == "query" => {
            match cx.project.infer(file, &n.value)?.value {
                Value::Class(class) if cx.project.class(class).is_mapped() => proven(
                    cx,
                    file,
                    Owner {
                        class,
                        expr: &n.value,
                        is_alias: false,
                    },
                ),
                _ => None,
            }
        }
        ast::Expr::Name(n) => of_name(cx, file, query, n.id.as_str(), wanted, depth - 1),
        ast::Expr::IfExp(n) => same(
            find(cx, file, &n.body, wanted, depth - 1)?,
            find(cx, file, &n.orelse, wanted, depth - 1)?,
        ),
        ast::Expr::NamedExpr(n) => find(cx, file, &n.value, wanted, depth - 1),
        _ => None,
    }
}

fn proven<'t>(cx: &Context<'_, 't>, file: FileId, owner: Owner<'t>) -> Option<Lead> {
    let Owner {
        class,
        expr,
        is_alias,
    } = owner;
    let is_written = file == cx.file.id && is_path(expr) && keeps_meaning(cx, expr);
    // Only its own expression stands for an alias.
    (is_written || !is_alias).then(|| Lead {
        cursor: Cursor {
            class: Some(class),
            text: is_written.then(|| cx.source(expr).to_owned()),
        },
        is_guess: false,
    })
}

fn same(a: Lead, b: Lead) -> Option<Lead> {
    let agree = a.cursor.class.is_some() && a.cursor.class == b.cursor.class;
    let is_named = a.cursor.text.is_some() && a.cursor.text == b.cursor.text;
    (agree || is_named).then(|| Lead {
        cursor: Cursor {
            class: a.cursor.class.filter(|_| agree),
            text: a.cursor.text.filter(|_| is_named),
        },
        is_guess: a.is_guess || b.is_guess,
    })
}

/// `User`, `models.User`, `self.model`.
pub(crate) fn is_path(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::Name(_) => true,
        ast::Expr::Attribute(n) => is_path(&n.value),
        _ => false,
    }
}

/// Whether the expression means the same at the site as where it stands.
fn keeps_meaning<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let scopes = &cx.file.scopes;
    let (Some(site), Some(there)) = (cx.site(), cx.file.nodes.expr_id(expr)) else {
        return false;
    };
    let mut root = expr;
    while let ast::Expr::Attribute(n) = root {
        root = &n.value;
    }
    let ast::Expr::Name(name) = root else {
        return false;
    };
    let found = |id: NodeId| scopes.lookup(name.id.as_str(), scopes.of(id));
    let start = |id: NodeId| cx.file.nodes.get(id).span().start;
    match (found(site), found(there)) {
        (Some((a, ids)), Some((b, _))) if a == b => {
            statement(cx, site) == statement(cx, there)
                || match ids {
                    [only] => {
                        scopes.of(site) != a || start(scopes.binding(*only).node) < start(site)
                    }
                    _ => false,
                }
        }
        _ => false,
    }
}

/// The statement that a node stands in.
fn statement(cx: &Context<'_, '_>, id: NodeId) -> Option<NodeId> {
    std::iter::once(id)
        .chain(cx.file.nodes.ancestors(id))
        .find(|&id| cx.file.nodes.get(id).stmt().is_some())
}

fn of_call<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    call: &'t ast::ExprCall,
    wanted: Wanted,
    depth: u32,
) -> Option<Lead> {
    let callee = cx.project.infer(file, &call.func).map(|typed| typed.value);
    match &callee {
        Some(Value::External(path))
            if matches!(&**path, "sqlalchemy.select" | "sqlalchemy.orm.Query") =>
        {
            return of_entities(cx, file, &call.args, wanted)
        }
        Some(Value::Function(place)) => {
            let place = *place;
            let mut all = cx
                .project
                .results(place)
                .returns
                .into_iter()
                .map(|returned| find(cx, place.file, returned, wanted, depth - 1));
            let first = all.next()??;
            return all.try_fold(first, |known, next| same(known, next?));
        }
        _ => {}
    }
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let name = method.attr.as_str();
    match name {
        "query" => of_entities(cx, file, &call.args, wanted),
        "with_entities" | "with_only_columns" => of_entities(cx, file, &call.args, wanted),
        "from_self" if !call.args.is_empty() => of_entities(cx, file, &call.args, wanted),
        "select_from" if wanted == Wanted::Join => match known(cx, file, call.args.first()?) {
            Known::Entity(owner) => proven(cx, file, owner),
            _ => None,
        },
        "select_entity_from" => None,
        _ if query_method(name).is_some_and(|known| known.role == Role::Builder) => {
            find(cx, file, &method.value, wanted, depth)
        }
        _ => None,
    }
}

/// A name that holds a query: all that is bound to it must agree.
fn of_name<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    expr: &'t ast::Expr,
    name: &str,
    wanted: Wanted,
    depth: u32,
) -> Option<Lead> {
    let this = cx.project.file(file);
    let (_, ids) = this.scopes.lookup(name, this.scope_of(expr)?)?;
    let mut found: Option<Lead> = None;
    for &id in ids {
        let BindingKind::Assign { value, .. } = this.scopes.binding(id).kind else {
            return None;
        };
        if goes_on(value, name) {
            continue;
        }
        let next = find(cx, file, value, wanted, depth)?;
        found = Some(match found {
            None => next,
            Some(known) => same(known, next)?,
        });
    }
    found
}

/// `query = query.filter(...)`: methods that keep the entities.
fn goes_on(value: &ast::Expr, name: &str) -> bool {
    let (start, calls) = alchemod_python::chain::links(value);
    let keeps = |method: &str| {
        query_method(method).is_some_and(|known| known.role == Role::Builder)
            && !matches!(
                method,
                "with_entities"
                    | "with_only_columns"
                    | "from_self"
                    | "select_from"
                    | "select_entity_from"
            )
    };
    matches!(start, ast::Expr::Name(n) if n.id.as_str() == name)
        && calls.iter().all(|link| keeps(link.name()))
}

fn of_entities<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    args: &'t [ast::Expr],
    wanted: Wanted,
) -> Option<Lead> {
    for arg in args {
        match known(cx, file, arg) {
            Known::Entity(owner) => return proven(cx, file, owner),
            Known::Column(owner) if wanted == Wanted::Join => return proven(cx, file, owner),
            Known::Column(_) | Known::Nothing => {}
            Known::Unknown(expr) => {
                let is_only = args.len() == 1 && file == cx.file.id;
                let is_plain = is_path(expr) && keeps_meaning(cx, expr);
                return (is_only && is_plain && wanted == Wanted::Entity).then(|| Lead {
                    cursor: Cursor {
                        class: None,
                        text: Some(cx.source(expr).to_owned()),
                    },
                    is_guess: true,
                });
            }
        }
    }
    None
}

/// What is known of one argument of `query()`.
fn known<'t>(cx: &Context<'_, 't>, file: FileId, arg: &'t ast::Expr) -> Known<'t> {
    let project = cx.project;
    let is_mapped = |class: ClassId| project.class(class).is_mapped();
    let owner = |class: ClassId, expr: &'t ast::Expr, is_alias: bool| Owner {
        class,
        expr,
        is_alias,
    };
    let value = project.infer(file, arg).map(|typed| typed.value);
    match (value, arg) {
        (Some(Value::Class(class)), _) if is_mapped(class) => {
            return Known::Entity(owner(class, arg, false))
        }
        (Some(Value::Aliased(class)), _) => return Known::Entity(owner(class, arg, true)),
        (Some(Value::Attribute(class, _)), ast::Expr::Attribute(n)) => {
            return Known::Column(owner(class, &n.value, false))
        }
        _ => {}
    }
    match arg {
        ast::Expr::Constant(_) => Known::Nothing,
        // An alias's column.
        ast::Expr::Attribute(n) => match project.infer(file, &n.value).map(|typed| typed.value) {
            Some(Value::Aliased(class)) => Known::Column(owner(class, &n.value, true)),
            _ => Known::Unknown(arg),
        },
        ast::Expr::Call(_) | ast::Expr::BinOp(_) | ast::Expr::Compare(_) => {
            of_expression(cx, file, arg)
        }
        _ => Known::Unknown(arg),
    }
}

/// An expression of SQL: the only class whose attributes it uses.
fn of_expression<'t>(cx: &Context<'_, 't>, file: FileId, arg: &'t ast::Expr) -> Known<'t> {
    let this = cx.project.file(file);
    let Some(root) = this.nodes.expr_id(arg) else {
        return Known::Unknown(arg);
    };
    let mut found: Option<Owner<'t>> = None;
    for (_, node) in this.subtree(root) {
        let alchemod_python::Node::Expr(expr @ ast::Expr::Attribute(n)) = node else {
            continue;
        };
        let owner = match cx.project.infer(file, expr).map(|typed| typed.value) {
            Some(Value::Attribute(class, _)) => Some((class, false)),
            _ => match cx.project.infer(file, &n.value).map(|typed| typed.value) {
                Some(Value::Aliased(class)) => Some((class, true)),
                _ => None,
            },
        };
        let Some((class, is_alias)) = owner else {
            continue;
        };
        let next = Owner {
            class,
            expr: &n.value,
            is_alias,
        };
        match &found {
            None => found = Some(next),
            Some(known) if known.class == class && same_path(known.expr, next.expr) => {}
            Some(_) => return Known::Unknown(arg),
        }
    }
    match found {
        Some(owner) => Known::Column(owner),
        None if is_function(cx, file, arg) => Known::Nothing,
        None => Known::Unknown(arg),
    }
}

fn same_path(a: &ast::Expr, b: &ast::Expr) -> bool {
    match (a, b) {
        (ast::Expr::Name(a), ast::Expr::Name(b)) => a.id == b.id,
        (ast::Expr::Attribute(a), ast::Expr::Attribute(b)) => {
            a.attr == b.attr && same_path(&a.value, &b.value)
        }
        _ => false,
    }
}

/// `func.count()` without a column, `literal(1)`.
fn is_function<'t>(cx: &Context<'_, 't>, file: FileId, expr: &'t ast::Expr) -> bool {
    let ast::Expr::Call(call) = expr else {
        return false;
    };
    let is_plain = call
        .args
        .iter()
        .all(|arg| matches!(arg, ast::Expr::Constant(_)));
    is_plain
        && cx.project.external(file, &call.func).is_some_and(|path| {
            path.starts_with("sqlalchemy.func.") || &*path == "sqlalchemy.literal"
        })
}
