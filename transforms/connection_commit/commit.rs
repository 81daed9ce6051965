//! The commits of a connection that is made where it is used.

use alchemod_engine::{Context, Target};
use alchemod_python::arguments::argument;
use alchemod_python::layout::{line_end, shares_line};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::owner::{nodes_of, owner, Own, Owner};
use super::{schema, write, METHODS};
use crate::execution::block::{free_name, indent, lines_of};
use crate::execution::options::without_autocommit;
use crate::execution::reach::{nothing_between, reachable};
use crate::execution::receiver::method_call;
use crate::execution::statement::Kind;

/// What all writes of a connection need.
pub(super) struct Plan {
    /// The first of them.
    pub first: NodeId,
    /// The edits of all.
    pub edits: Vec<Edit>,
    /// Why they may be wrong.
    pub doubt: Option<String>,
}

/// Commits after each write of the connection outside of its transactions: all of them, or none.
///
/// # Errors
/// Why one of them cannot be committed so.
pub(super) fn plan<'t>(cx: &Context<'_, 't>, own: &Own<'t>) -> Result<Plan, String> {
    let calls = calls(cx, own);
    if calls.len() > MOST_STATEMENTS {
        return Err("so many statements on one connection belong into one transaction, or into a loop: use `engine.begin()`".into());
    }
    let mut sites = Vec::new();
    for &id in &calls {
        let Some(found) = write(cx, id) else { continue };
        if found.kind == Kind::Unknown && !found.is_alone {
            continue;
        }
        if matches!(owner(cx, id, found.runner), Owner::Own(_)) {
            sites.push((id, found));
        }
    }
    let first = sites
        .first()
        .map(|(id, _)| *id)
        .ok_or("there is no write")?;
    let reads = begins_by_itself(cx, own);
    let mut edits = Vec::new();
    let mut doubt = own.doubt.clone();
    let mut statements: Vec<NodeId> = Vec::new();
    for (id, found) in &sites {
        let statement = cx
            .file
            .nodes
            .statement(*id)
            .ok_or("its statement does not show")?;
        if statements.contains(&statement) {
            return Err("two writes stand in one statement: give each a statement of its own, and commit after it".into());
        }
        statements.push(statement);
        if found.kind == Kind::Unknown {
            doubt = doubt.or(Some(
                "whether it is an insert, update, delete or DDL, which 1.4 commits, does not show"
                    .into(),
            ));
        }
        let site = Site {
            id: *id,
            call: found.call,
            statement,
        };
        let (commits, open) = after(cx, own, &site, found.kind, reads)?;
        edits.extend(commits);
        doubt = doubt.or(open);
    }
    Ok(Plan {
        first,
        edits,
        doubt,
    })
}

/// More statements on one connection than this are not looked at: each is looked at beside all others, which would take
/// minutes for a thousand of them.
const MOST_STATEMENTS: usize = 120;

/// All calls that run something on the connection.
fn calls(cx: &Context<'_, '_>, own: &Own<'_>) -> Vec<NodeId> {
    nodes_of(cx, own.scope)
        .filter(|(id, node)| match node {
            Node::Expr(ast::Expr::Call(call)) => match method_call(call) {
                Some((method, ast::Expr::Name(n))) if METHODS.contains(&method.attr.as_str()) => {
                    is_name(cx, own, *id, n)
                }
                // `metadata.create_all(connection)`
                Some((method, _)) if schema::METHODS.contains(&method.attr.as_str()) => {
                    matches!(argument(call, Some(0), "bind"), Some(ast::Expr::Name(n)) if is_name(cx, own, *id, n))
                }
                _ => false,
            },
            _ => false,
        })
        .map(|(id, _)| id)
        .collect()
}

fn is_name(cx: &Context<'_, '_>, own: &Own<'_>, id: NodeId, name: &ast::ExprName) -> bool {
    name.id.as_str() == own.name
        && cx
            .file
            .scopes
            .lookup(own.name, cx.file.scopes.of(id))
            .is_some_and(|(scope, _)| scope == own.scope)
}

struct Site<'t> {
    id: NodeId,
    call: &'t ast::ExprCall,
    statement: NodeId,
}

/// The edits that commit one write.
fn after<'t>(
    cx: &Context<'_, 't>,
    own: &Own<'t>,
    site: &Site<'t>,
    kind: Kind,
    reads: bool,
) -> Result<(Vec<Edit>, Option<String>), String> {
    reachable(cx, site.statement, site.id, kind)?;
    nothing_between(cx, site.statement, site.id)?;
    let Node::Stmt(stmt) = cx.file.nodes.get(site.statement) else {
        return Err("its statement does not show".into());
    };
    let name = own.name;
    let option = without_autocommit(cx, site.call);
    let is_simple = matches!(
        stmt,
        ast::Stmt::Expr(_)
            | ast::Stmt::Assign(_)
            | ast::Stmt::AnnAssign(_)
            | ast::Stmt::AugAssign(_)
    );
    let goes_on = goes_on_after_error(cx, own, site);
    let must_block = goes_on || cx.settings.target == Target::V14;
    if must_block && reads {
        return Err(if goes_on {
            format!("an error is caught and `{name}` is used again: 1.4 rolled back by itself, 2.x needs a `rollback()` there")
        } else {
            format!("`{name}` is used otherwise, too: on 2.x it is in a transaction by then, and cannot begin one")
        });
    }
    let mut doubt = None;
    let is_closed = must_block || is_closed_on_error(cx, own, site);
    if !is_closed && reads {
        doubt = Some(format!(
            "an error would leave the transaction open until `{name}` is closed: make it in a `with` statement"
        ));
    }
    if must_block || (!is_closed && !reads) {
        if !is_simple && !matches!(stmt, ast::Stmt::Return(_)) {
            return Err("no block can take in this statement".into());
        }
        let lines = lines_of(cx, stmt, stmt)?;
        return indent(cx, lines, &format!("with {name}.begin():"), option)
            .map(|edits| (edits, None))
            .ok_or_else(|| "its lines cannot be moved".into());
    }
    let whole = span(stmt);
    if is_simple {
        if shares_line(cx.file.tree, stmt) {
            let commit = Edit::insert(whole.end, format!("; {name}.commit()"));
            return Ok((option.into_iter().chain([commit]).collect(), doubt));
        }
        let indentation = cx.indent_at(whole.start);
        let end = line_end(cx.text(), whole.end);
        let commit = Edit::insert(end, format!("\n{indentation}{name}.commit()"));
        return Ok((option.into_iter().chain([commit]).collect(), doubt));
    }
    let ast::Stmt::Return(ast::StmtReturn {
        value: Some(value), ..
    }) = stmt
    else {
        return Err("the statement goes on after it: run it in a statement of its own, and commit after that".into());
    };
    // `return connection.execute(...).rowcount`: the call first, then the commit, then the rest.
    let (call, value) = (span(site.call), span(value.as_ref()));
    let starts = Span::new(whole.start, call.start);
    let is_plain = call.start == value.start
        && cx
            .slice(starts)
            .strip_prefix("return")
            .is_some_and(|rest| !rest.is_empty() && rest.trim_matches([' ', '\t']).is_empty());
    if !is_plain || shares_line(cx.file.tree, stmt) {
        return Err("what is returned is more than its result: run it in a statement of its own, and commit after that".into());
    }
    let result = free_name(cx, site.statement, &["result", "outcome", "executed"])
        .ok_or("the names for a result are all taken")?;
    let indentation = cx.indent_at(whole.start);
    let edits = [
        Edit::replace(starts, format!("{result} = ")),
        Edit::insert(
            call.end,
            format!("\n{indentation}{name}.commit()\n{indentation}return {result}"),
        ),
    ];
    Ok((option.into_iter().chain(edits).collect(), doubt))
}

/// Attributes of a connection that begin no transaction.
const IDLE: &[&str] = &[
    "begin",
    "close",
    "closed",
    "dialect",
    "engine",
    "in_transaction",
    "invalidated",
];

/// Whether the connection is used for more than writes: for reads, or by other functions. On 2.x these begin a
/// transaction, and none can be begun after them.
fn begins_by_itself(cx: &Context<'_, '_>, own: &Own<'_>) -> bool {
    nodes_of(cx, own.scope).any(|(id, node)| {
        let Node::Expr(ast::Expr::Name(n)) = node else {
            return false;
        };
        if n.ctx != ast::ExprContext::Load || !is_name(cx, own, id, n) {
            return false;
        }
        let Some((parent, attribute)) =
            cx.file
                .nodes
                .parent(id)
                .and_then(|parent| match cx.file.nodes.get(parent) {
                    Node::Expr(ast::Expr::Attribute(attribute)) => Some((parent, attribute)),
                    _ => None,
                })
        else {
            // `with connection:`, `metadata.create_all(connection)`
            let is_idle = |parent: NodeId| match cx.file.nodes.get(parent) {
                Node::WithItem(_) => true,
                Node::Keyword(_) => cx
                    .file
                    .nodes
                    .parent(parent)
                    .is_some_and(|call| write(cx, call).is_some_and(|found| found.is_schema)),
                _ => write(cx, parent).is_some_and(|found| found.is_schema),
            };
            return !cx.file.nodes.parent(id).is_some_and(is_idle);
        };
        if IDLE.contains(&attribute.attr.as_str()) {
            return false;
        }
        let Some(call) = cx.file.nodes.parent(parent) else {
            return true;
        };
        !write(cx, call).is_some_and(|found| matches!(found.kind, Kind::Write { .. }))
    })
}

/// Whether an error at the site closes the connection: it is made in a `with` statement around it, or a
/// `finally` closes it, or the error ends the program.
fn is_closed_on_error(cx: &Context<'_, '_>, own: &Own<'_>, site: &Site<'_>) -> bool {
    let mut in_function = false;
    for id in cx.file.nodes.ancestors(site.statement) {
        let Node::Stmt(stmt) = cx.file.nodes.get(id) else {
            continue;
        };
        match stmt {
            ast::Stmt::With(_) if own.made.contains(&id) => return true,
            ast::Stmt::With(n) => {
                let enters = n.items.iter().any(|item| match &item.context_expr {
                    ast::Expr::Name(name) => name.id.as_str() == own.name,
                    ast::Expr::Call(call) => {
                        alchemod_facts::last_name(&call.func) == Some("closing")
                            && cx.source(call).contains(own.name)
                    }
                    _ => false,
                });
                if enters {
                    return true;
                }
            }
            ast::Stmt::Try(n) => {
                let closes = format!("{}.close()", own.name);
                if n.finalbody.iter().any(|s| cx.source(s).contains(&closes)) {
                    return true;
                }
            }
            ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_) => in_function = true,
            _ => {}
        }
    }
    !in_function
}

/// Whether an error of the statement is caught while its connection goes on being used: 1.4 rolled back what
/// failed, 2.x leaves it in the transaction.
fn goes_on_after_error(cx: &Context<'_, '_>, own: &Own<'_>, site: &Site<'_>) -> bool {
    let here = cx.file.nodes.get(site.id).span().start;
    let mut catching: Option<Span> = None;
    for id in cx.file.nodes.ancestors(site.statement) {
        let Node::Stmt(stmt) = cx.file.nodes.get(id) else {
            continue;
        };
        let around = span(stmt);
        let made_inside = own.made.iter().any(|&made| {
            let at = cx.file.nodes.get(made).span().start;
            around.start < at && at < around.end
        });
        if made_inside {
            break;
        }
        let catches = match stmt {
            ast::Stmt::Try(n) => {
                !n.handlers.is_empty()
                    && n.body
                        .iter()
                        .any(|s| span(s).start <= here && here < span(s).end)
            }
            ast::Stmt::With(n) => n.items.iter().any(|item| {
                let text = cx.source(&item.context_expr);
                text.contains("suppress") || text.to_ascii_lowercase().contains("raises")
            }),
            ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_) => {
                // A connection from outside goes on being used by others.
                let outside = cx.file.scopes.opened_by(id) != Some(own.scope);
                if outside {
                    catching = Some(around);
                }
                break;
            }
            _ => false,
        };
        if catches {
            catching = Some(around);
        }
    }
    let Some(catching) = catching else {
        return false;
    };
    let in_loop = cx.file.nodes.ancestors(site.statement).any(|id| {
        matches!(
            cx.file.nodes.get(id),
            Node::Stmt(ast::Stmt::For(_) | ast::Stmt::While(_))
        )
    });
    nodes_of(cx, own.scope).any(|(id, node)| {
        let Node::Expr(ast::Expr::Name(n)) = node else {
            return false;
        };
        if n.ctx != ast::ExprContext::Load || !is_name(cx, own, id, n) {
            return false;
        }
        let closes = cx.file.nodes.parent(id).is_some_and(|parent| {
            matches!(cx.file.nodes.get(parent), Node::Expr(ast::Expr::Attribute(a)) if matches!(a.attr.as_str(), "close" | "closed" | "engine" | "dialect"))
        });
        let at = span(n).start;
        let is_later = at > here + cx.file.nodes.get(site.id).span().len() || (in_loop && at >= catching.start);
        is_later && !closes
    })
}
