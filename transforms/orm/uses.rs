//! Which query a loader option is for: through `options()`, `options=`, variables and lists.

use alchemod_engine::Context;
use alchemod_facts::scopes::ScopeId;
use alchemod_python::{ast, Node, NodeId};

use super::cursor::Cursor;
use super::lead::{is_path, lead, Lead, Wanted};
use alchemod_facts::Value;

/// How many variables are followed.
const DEPTH: u32 = 3;

/// The query of an option.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    /// Its lead entity.
    pub lead: Lead,
    /// The query is made before the option, so that the mappers are configured by then.
    pub is_configured: bool,
}

/// The query that the option `id` goes to; the error is a reason for users.
pub(crate) fn home(cx: &Context<'_, '_>, id: NodeId) -> Result<Home, String> {
    climb(cx, id, DEPTH)
}

const UNSEEN: &str = "which query it is for cannot be seen here";

fn climb(cx: &Context<'_, '_>, id: NodeId, depth: u32) -> Result<Home, String> {
    let nodes = &cx.file.nodes;
    let mut current = id;
    loop {
        let parent = nodes.parent(current).ok_or(UNSEEN)?;
        match nodes.get(parent) {
            Node::Expr(
                ast::Expr::List(_)
                | ast::Expr::Tuple(_)
                | ast::Expr::Set(_)
                | ast::Expr::Starred(_)
                | ast::Expr::IfExp(_)
                | ast::Expr::BinOp(_),
            ) => current = parent,
            Node::Expr(ast::Expr::Call(call)) => {
                let ast::Expr::Attribute(method) = call.func.as_ref() else {
                    return Err(UNSEEN.into());
                };
                return match method.attr.as_str() {
                    "options" => lead(cx, &method.value, Wanted::Entity)
                        .map(|lead| Home {
                            lead,
                            is_configured: true,
                        })
                        .ok_or_else(|| {
                            "the entity of the query that it is for cannot be told".into()
                        }),
                    "append" | "extend" | "insert" | "add" if depth > 0 => {
                        match method.value.as_ref() {
                            ast::Expr::Name(name) => {
                                uses(cx, name.id.as_str(), cx.file.scopes.of(parent), depth - 1)
                            }
                            _ => Err(UNSEEN.into()),
                        }
                    }
                    _ => Err(UNSEEN.into()),
                };
            }
            Node::Keyword(keyword) if keyword.arg.as_deref() == Some("options") => {
                let call = nodes.parent(parent).ok_or(UNSEEN)?;
                let Node::Expr(ast::Expr::Call(call)) = nodes.get(call) else {
                    return Err(UNSEEN.into());
                };
                return of_get(cx, call).ok_or_else(|| UNSEEN.into());
            }
            Node::Stmt(ast::Stmt::Assign(n)) if depth > 0 => {
                let [ast::Expr::Name(name)] = n.targets.as_slice() else {
                    return Err(UNSEEN.into());
                };
                return uses(cx, name.id.as_str(), cx.file.scopes.of(parent), depth - 1);
            }
            Node::Stmt(ast::Stmt::AugAssign(n)) if depth > 0 => {
                let ast::Expr::Name(name) = n.target.as_ref() else {
                    return Err(UNSEEN.into());
                };
                return uses(cx, name.id.as_str(), cx.file.scopes.of(parent), depth - 1);
            }
            _ => return Err(UNSEEN.into()),
        }
    }
}

/// `session.get(User, 1, options=[...])`.
fn of_get<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Home> {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let entity = call.args.first()?;
    if !matches!(method.attr.as_str(), "get" | "get_one") {
        return None;
    }
    match cx.project.infer(cx.file.id, entity)?.value {
        Value::Class(class) if cx.project.class(class).is_mapped() => Some(Home {
            lead: Lead {
                cursor: Cursor {
                    class: Some(class),
                    text: is_path(entity).then(|| cx.source(entity).to_owned()),
                },
                is_guess: false,
            },
            is_configured: false,
        }),
        _ => None,
    }
}

/// The query that all uses of a variable go to.
fn uses(cx: &Context<'_, '_>, name: &str, from: ScopeId, depth: u32) -> Result<Home, String> {
    let scopes = &cx.file.scopes;
    let (owner, _) = scopes.lookup(name, from).ok_or(UNSEEN)?;
    if owner == ScopeId(0) && cx.project.is_imported_elsewhere(cx.file.id, name) {
        return Err("other files use it too".into());
    }
    let mut found: Option<Home> = None;
    for (id, node) in cx.file.nodes.iter() {
        let Node::Expr(ast::Expr::Name(n)) = node else {
            continue;
        };
        if n.id.as_str() != name || n.ctx != ast::ExprContext::Load {
            continue;
        }
        if scopes.lookup(name, scopes.of(id)).map(|(owner, _)| owner) != Some(owner) {
            continue;
        }
        if is_filled(cx, id) {
            continue;
        }
        let home = climb(cx, id, depth)?;
        found = Some(match found {
            None => home,
            Some(known) if same(&known.lead, &home.lead) => known,
            Some(_) => return Err("queries of several entities use it".into()),
        });
    }
    let mut home = found.ok_or(UNSEEN)?;
    home.is_configured = false;
    Ok(home)
}

fn same(a: &Lead, b: &Lead) -> bool {
    match (a.cursor.class, b.cursor.class) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.cursor.text == b.cursor.text,
        _ => false,
    }
}

/// `options.append(...)`: the variable is not read for a query.
fn is_filled(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(id) else {
        return false;
    };
    matches!(nodes.get(parent), Node::Expr(ast::Expr::Attribute(n))
        if matches!(n.attr.as_str(), "append" | "extend" | "insert" | "add"))
}
