//! Names that expressions of SQLAlchemy are put under, so that what is read from there is no plain data:
//! `self.column = Post.user_id`, `columns["owner"] = ...`, `criteria.append(...)`, `call(column=...)`.

use std::collections::HashSet;

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{last_name, string, ClassKind, FileId, Project, Value};
use alchemod_python::{ast, Node};

use super::values::is_run;

/// How many names are followed one after the other.
const DEPTH: u32 = 4;

/// The names, wherever in the project they stand.
#[derive(Default)]
struct Stored {
    /// Of variables, attributes and arguments that hold something of SQLAlchemy's.
    names: HashSet<String>,
    /// Of functions and methods that are called with such a thing.
    called: HashSet<String>,
}

/// Methods that put what they are given into a container.
const ADDING: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "extend",
    "insert",
    "setdefault",
    "update",
];

/// Whether something of SQLAlchemy is stored under this name of a variable, attribute or argument.
pub(crate) fn is_stored(cx: &Context<'_, '_>, name: &str) -> bool {
    cx.project.memo(find).names.contains(name)
}

/// Whether something of this name is called with something of SQLAlchemy's, whatever it is called of.
pub(crate) fn is_called_with(cx: &Context<'_, '_>, name: &str) -> bool {
    cx.project.memo(find).called.contains(name)
}

fn find(project: &Project<'_>) -> Stored {
    let mut stored = Stored::default();
    let names = &mut stored.names;
    for file in &project.files {
        let holds = |value| holds(project, file.id, value, DEPTH);
        for (_, node) in file.nodes.iter() {
            let (target, value) = match node {
                Node::Keyword(keyword) => {
                    if let Some(name) = keyword.arg.as_ref().filter(|_| holds(&keyword.value)) {
                        names.insert(name.to_string());
                    }
                    continue;
                }
                Node::Stmt(ast::Stmt::Assign(n)) => (n.targets.as_slice(), &*n.value),
                Node::Stmt(ast::Stmt::AugAssign(n)) => {
                    (std::slice::from_ref(&*n.target), &*n.value)
                }
                Node::Expr(ast::Expr::Call(call)) => {
                    if !call.args.iter().any(holds) {
                        continue;
                    }
                    stored
                        .called
                        .extend(last_name(&call.func).map(str::to_owned));
                    match call.func.as_ref() {
                        ast::Expr::Attribute(method) if ADDING.contains(&method.attr.as_str()) => {
                            names.extend(last_name(&method.value).map(str::to_owned));
                        }
                        ast::Expr::Name(name) if name.id.as_str() == "setattr" => {
                            names.extend(call.args.iter().filter_map(string).map(str::to_owned));
                        }
                        _ => {}
                    }
                    continue;
                }
                _ => continue,
            };
            for target in target {
                let container = match target {
                    ast::Expr::Subscript(n) => &n.value,
                    ast::Expr::Attribute(_) => target,
                    _ => continue,
                };
                if holds(value) {
                    names.extend(last_name(container).map(str::to_owned));
                }
            }
        }
    }
    stored
}

/// Whether the value is, or contains, a mapped class, an attribute of one, or an expression of them.
fn holds<'t>(project: &Project<'t>, file: FileId, expr: &'t ast::Expr, depth: u32) -> bool {
    if depth == 0 {
        return false;
    }
    let any = |list: &'t [ast::Expr]| list.iter().any(|e| holds(project, file, e, depth));
    let one = |e: &'t ast::Expr| holds(project, file, e, depth);
    match project.infer(file, expr).map(|typed| typed.value) {
        Some(Value::Class(class)) => return project.class(class).kind() != ClassKind::Plain,
        Some(Value::Attribute(..) | Value::Aliased(_) | Value::Base(_)) => return true,
        Some(Value::Instance(path)) => return is_construct(&path),
        Some(_) => return false,
        None => {}
    }
    match expr {
        ast::Expr::Compare(n) => one(&n.left) || any(&n.comparators),
        ast::Expr::BoolOp(n) => any(&n.values),
        ast::Expr::BinOp(n) => one(&n.left) || one(&n.right),
        ast::Expr::UnaryOp(n) => one(&n.operand),
        ast::Expr::IfExp(n) => one(&n.body) || one(&n.orelse),
        ast::Expr::Tuple(n) => any(&n.elts),
        ast::Expr::List(n) => any(&n.elts),
        ast::Expr::Set(n) => any(&n.elts),
        ast::Expr::Dict(n) => any(&n.values),
        ast::Expr::ListComp(n) => one(&n.elt),
        ast::Expr::SetComp(n) => one(&n.elt),
        ast::Expr::GeneratorExp(n) => one(&n.elt),
        ast::Expr::DictComp(n) => one(&n.value),
        ast::Expr::Lambda(n) => one(&n.body),
        ast::Expr::Starred(n) => one(&n.value),
        ast::Expr::Subscript(n) => one(&n.value),
        ast::Expr::Attribute(n) => one(&n.value),
        ast::Expr::Call(call) if is_run(project, file, call) => false,
        ast::Expr::Call(call) => match project.external(file, &call.func) {
            Some(path) if path.starts_with("sqlalchemy.") => is_construct(&path),
            Some(_) => any(&call.args),
            None => matches!(call.func.as_ref(), ast::Expr::Attribute(n) if one(&n.value)),
        },
        ast::Expr::Name(n) => {
            let this = project.file(file);
            let found = this
                .scope_of(expr)
                .and_then(|scope| this.scopes.lookup(n.id.as_str(), scope));
            found.is_some_and(|(_, ids)| {
                ids.iter().any(|&id| match this.scopes.binding(id).kind {
                    BindingKind::Assign { value, .. } | BindingKind::Unpacked { value, .. } => {
                        holds(project, file, value, depth - 1)
                    }
                    _ => false,
                })
            })
        }
        _ => false,
    }
}

/// Whether what has this path may stand in a query; sessions and engines do not.
fn is_construct(path: &str) -> bool {
    const OTHERS: &[&str] = &["Session", "scoped_session", "sessionmaker", "create_engine"];
    let name = path.rsplit('.').next().unwrap_or_default();
    path.starts_with("sqlalchemy.")
        && !path.starts_with("sqlalchemy.engine.")
        && !OTHERS.contains(&name)
}
