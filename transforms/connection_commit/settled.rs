//! Whether a connection that a session has, too, is in no transaction at a place: it was made just before, or the
//! session has just ended its own.

use alchemod_engine::Context;
use alchemod_facts::last_name;
use alchemod_python::layout::shares_line;
use alchemod_python::{ast, Node, NodeId};

use super::attribute::Uses;
use super::owner::{origin, Origin};
use super::write;
use crate::execution::block::block_of;
use crate::execution::receiver::{method_call, receiver, Receiver};
use crate::execution::statement::Kind;

/// Why no transaction is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The connection is new.
    Fresh,
    /// The only session that has it has ended its transaction.
    Ended,
    /// That is up to the callers of a function that are looked at already.
    Again,
}

/// How many callers up the way is followed.
const DEPTH: usize = 3;

/// Methods of sessions that end their transaction.
const ENDS: &[&str] = &["close", "close_all", "commit", "remove", "rollback"];

/// Methods of sessions that run nothing.
const NEUTRAL: &[&str] = &["expunge", "expunge_all"];

/// What shows that no transaction is open at `site` on the connection `runner`, kept in attributes called
/// `name`; `None` if nothing does.
pub(super) fn settled(
    cx: &Context<'_, '_>,
    site: NodeId,
    runner: &str,
    name: &str,
    uses: &Uses,
) -> Option<Settled> {
    let found = before(cx, site, runner, name, &mut Vec::new())?;
    let is_only_session = uses.sessions <= 1
        && uses
            .given
            .iter()
            .all(|function| begins_nothing(cx, function));
    match found {
        Settled::Fresh => Some(found),
        Settled::Ended => is_only_session.then_some(found),
        Settled::Again => None,
    }
}

/// What the statements before `site` show, or those before the calls of its function.
fn before<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    runner: &str,
    name: &str,
    seen: &mut Vec<&'t str>,
) -> Option<Settled> {
    let mut current = cx.file.nodes.statement(site)?;
    loop {
        let this = cx.file.nodes.get(current).address();
        let block = block_of(cx, current)?;
        let at = block
            .iter()
            .position(|stmt| Node::Stmt(stmt).address() == this)?;
        for stmt in block[..at].iter().rev() {
            match step(cx, stmt, runner, name) {
                Step::Found(found) => return Some(found),
                Step::Neutral => {}
                Step::Unclear => return None,
            }
        }
        let outer = cx
            .file
            .nodes
            .ancestors(current)
            .find(|&up| matches!(cx.file.nodes.get(up), Node::Stmt(_)))?;
        match cx.file.nodes.get(outer) {
            Node::Stmt(ast::Stmt::If(_) | ast::Stmt::With(_)) => current = outer,
            Node::Stmt(ast::Stmt::FunctionDef(function)) => {
                return callers(cx, function.name.as_str(), runner, name, seen)
            }
            _ => return None,
        }
    }
}

/// What all calls `self.function()` show, those from overriding methods included; a function that is called otherwise, or not at all, shows nothing.
fn callers<'t>(
    cx: &Context<'_, 't>,
    function: &'t str,
    runner: &str,
    name: &str,
    seen: &mut Vec<&'t str>,
) -> Option<Settled> {
    if seen.contains(&function) {
        return Some(Settled::Again);
    }
    if seen.len() >= DEPTH {
        return None;
    }
    seen.push(function);
    let mut all = None;
    for file in &cx.project.files {
        for (id, call) in file.calls() {
            if last_name(&call.func) != Some(function) {
                continue;
            }
            let cx = cx.in_file(file.id);
            let callee = cx.source(call.func.as_ref());
            // `Base.function(self)`, which is `super().function()`.
            let is_base = callee.starts_with("super(")
                || matches!(call.args.first(), Some(ast::Expr::Name(n)) if n.id.as_str() == "self");
            if callee != format!("self.{function}") && !is_base {
                return None;
            }
            let found = before(&cx, id, runner, name, seen)?;
            all = match all {
                None | Some(Settled::Again) => Some(found),
                Some(known) if known == found || found == Settled::Again => Some(known),
                // A commit is right after both.
                Some(_) => Some(Settled::Ended),
            };
        }
    }
    seen.pop();
    all
}

enum Step {
    Found(Settled),
    Neutral,
    Unclear,
}

/// What one statement before the site says.
fn step<'t>(cx: &Context<'_, 't>, stmt: &'t ast::Stmt, runner: &str, name: &str) -> Step {
    let text = cx.source(stmt);
    if let ast::Stmt::Assign(n) = stmt {
        let is_it = n.targets.iter().any(|target| cx.source(target) == runner);
        if is_it && matches!(origin(cx, &n.value), Origin::Connect) {
            return Step::Found(Settled::Fresh);
        }
    }
    // A write that is committed already.
    let is_done = match stmt {
        ast::Stmt::With(n) => n
            .items
            .iter()
            .all(|item| cx.source(&item.context_expr) == format!("{runner}.begin()")),
        _ => text == format!("{runner}.commit()"),
    };
    if is_done {
        return Step::Neutral;
    }
    if let ast::Stmt::If(n) = stmt {
        let is_neutral =
            |stmt: &'t ast::Stmt| matches!(step(cx, stmt, runner, name), Step::Neutral);
        let tests = !cx.source(n.test.as_ref()).contains(&format!(".{name}"));
        if tests && n.body.iter().chain(&n.orelse).all(is_neutral) {
            return Step::Neutral;
        }
    }
    if let ast::Stmt::Expr(n) = stmt {
        if let ast::Expr::Call(call) = n.value.as_ref() {
            if last_name(&call.func) == Some("close_all_sessions") {
                return Step::Found(Settled::Ended);
            }
            if let Some((method, inner)) = method_call(call) {
                let method = method.attr.as_str();
                let is_session = || matches!(receiver(cx, inner), Some((Receiver::Session, _)));
                if ENDS.contains(&method) && is_session() {
                    return Step::Found(Settled::Ended);
                }
                if NEUTRAL.contains(&method) && is_session() {
                    return Step::Neutral;
                }
            }
            // Another write on the same connection is committed in the same way.
            let is_write = cx
                .file
                .nodes
                .expr_id(&n.value)
                .and_then(|id| write(cx, id))
                .is_some_and(|found| {
                    matches!(found.kind, Kind::Write { .. }) && cx.source(found.runner) == runner
                });
            if is_write && !shares_line(cx.file.tree, stmt) {
                return Step::Neutral;
            }
        }
    }
    let mentions = text.contains(&format!(".{name}")) || text.to_lowercase().contains("session");
    match mentions || calls_own_user(cx, stmt, name) {
        true => Step::Unclear,
        false => Step::Neutral,
    }
}

/// Whether the statement calls a method of its own object that has to do with the connection or a session.
fn calls_own_user<'t>(cx: &Context<'_, 't>, stmt: &'t ast::Stmt, name: &str) -> bool {
    let Some(id) = cx.file.nodes.id(Node::Stmt(stmt)) else {
        return true;
    };
    cx.file.subtree(id).any(|(_, node)| {
        let Node::Expr(ast::Expr::Call(call)) = node else {
            return false;
        };
        let Some((method, owner)) = method_call(call) else {
            return false;
        };
        let uses = match owner {
            ast::Expr::Name(owner) if owner.id.as_str() == "self" => Some(format!(".{name}")),
            // What the overridden method does with the connection is seen where it stands.
            ast::Expr::Call(call) if last_name(&call.func) == Some("super") => None,
            _ => return false,
        };
        functions(cx, method.attr.as_str()).any(|body| {
            uses.as_ref().is_some_and(|uses| body.contains(uses))
                || body.to_lowercase().contains("session")
        })
    })
}

/// Whether no function of this name is seen to begin a transaction, and one is seen.
fn begins_nothing(cx: &Context<'_, '_>, function: &str) -> bool {
    let mut found = false;
    functions(cx, function).all(|body| {
        found = true;
        !body.contains(".begin") && !body.to_lowercase().contains("session")
    }) && found
}

/// The texts of the project's functions of this name.
fn functions<'c>(cx: &'c Context<'_, '_>, name: &'c str) -> impl Iterator<Item = &'c str> + 'c {
    cx.project.files.iter().flat_map(move |file| {
        file.nodes.iter().filter_map(move |(_, node)| {
            let def = alchemod_facts::function_def(node)?;
            (def.name == name).then(|| node.span().slice(file.tree.text()))
        })
    })
}
