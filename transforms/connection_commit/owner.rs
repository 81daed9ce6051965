//! Whose transaction a connection is in.

use std::collections::HashMap;

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::{last_name, FileId, Place, Project};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span, Node, NodeId};

use super::attribute::{self, Begun};
use crate::execution::receiver::{method_call, receiver, Receiver};
use crate::execution::shown::{connects, is_engine_name};

/// What is known of a connection's transactions.
pub(super) enum Owner<'t> {
    /// It is made here, outside of any transaction.
    Own(Own<'t>),
    /// It is in a transaction that something else commits, or commits by the driver.
    Transaction,
    /// It is kept in an attribute of this name, on which nothing of the project begins a transaction that is
    /// open here.
    Attribute(&'t str),
    /// That is not visible, for this reason.
    Unknown(String),
}

/// A connection that is made where it is used.
pub(super) struct Own<'t> {
    /// Its name.
    pub name: &'t str,
    /// The scope that holds the name.
    pub scope: ScopeId,
    /// Where it is made.
    pub made: Vec<NodeId>,
    /// Why all of it may be otherwise.
    pub doubt: Option<String>,
}

/// Whether the project makes engines whose connections do not commit by themselves.
#[derive(Debug, Default)]
struct Engines {
    future: bool,
    legacy: bool,
    by_driver: bool,
}

fn engines(project: &Project<'_>) -> Engines {
    let mut found = Engines::default();
    let is_true = |value: &ast::Expr| matches!(value, ast::Expr::Constant(n) if n.value == ast::Constant::Bool(true));
    for file in &project.files {
        for (_, node) in file.nodes.iter() {
            let Node::Expr(ast::Expr::Call(call)) = node else {
                continue;
            };
            if !matches!(
                last_name(&call.func),
                Some("create_engine" | "engine_from_config")
            ) {
                continue;
            }
            let is_future = keyword(call, "future").is_some_and(|k| is_true(&k.value))
                || project.external(file.id, &call.func).as_deref()
                    == Some("sqlalchemy.future.create_engine");
            found.future |= is_future;
            found.legacy |= !is_future;
            found.by_driver |= keyword(call, "isolation_level")
                .is_some_and(|k| alchemod_facts::string(&k.value) == Some("AUTOCOMMIT"));
        }
    }
    found
}

/// Whether all engines of the project are such whose connections commit by themselves on 1.4.
pub(super) fn is_legacy_only(cx: &Context<'_, '_>) -> bool {
    let engines = cx.project.memo(engines);
    !engines.future && !engines.by_driver
}

/// Whose transaction `runner` is in, as used at `site`.
pub(super) fn owner<'t>(cx: &Context<'_, 't>, site: NodeId, runner: &'t ast::Expr) -> Owner<'t> {
    match runner {
        ast::Expr::Name(name) => of_name(cx, site, runner, name.id.as_str()),
        ast::Expr::Call(call) => of_call(cx, site, call),
        ast::Expr::Attribute(attribute) => {
            let name = attribute.attr.as_str();
            if is_committed(cx, site, runner) {
                return Owner::Transaction;
            }
            match attribute::begun(cx, site, name) {
                Begun::Here => Owner::Transaction,
                Begun::Maybe => Owner::Unknown(format!(
                    "a transaction of `{}` begins elsewhere: whether it is open here does not show",
                    cx.source(runner)
                )),
                Begun::Not => Owner::Attribute(name),
            }
        }
        _ => Owner::Unknown("whether a transaction is open here does not show".into()),
    }
}

/// Whether a later statement of the block commits the connection.
fn is_committed(cx: &Context<'_, '_>, site: NodeId, runner: &ast::Expr) -> bool {
    let commit = format!("{}.commit()", cx.source(runner));
    let Some(statement) = cx.file.nodes.statement(site) else {
        return false;
    };
    let end = cx.file.nodes.get(statement).span().end;
    let block = crate::execution::block::block_of(cx, statement).unwrap_or(&[]);
    block
        .iter()
        .any(|stmt| span(stmt).start >= end && cx.source(stmt) == commit)
}

/// A connection that is the result of a call: of a session's or of Alembic's, which see to its transaction.
fn of_call<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Owner<'t> {
    if let Some((method, inner)) = method_call(call) {
        let name = method.attr.as_str();
        let of = receiver(cx, inner).map(|(receiver, _)| receiver);
        match (of, name) {
            (Some(Receiver::Session), "connection") => return Owner::Transaction,
            // `engine.connect().execute(...)` is the other rule's.
            (Some(Receiver::Engine), "connect" | "contextual_connect") => {
                return Owner::Transaction
            }
            (Some(Receiver::Connection), "execution_options") => {
                if matches!(owner(cx, site, inner), Owner::Transaction) {
                    return Owner::Transaction;
                }
            }
            _ => {}
        }
        if name == "get_bind" {
            return Owner::Transaction;
        }
    }
    Owner::Unknown("whether a transaction is open on this connection does not show".into())
}

fn of_name<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    runner: &'t ast::Expr,
    name: &'t str,
) -> Owner<'t> {
    let unknown = |reason: String| Owner::Unknown(reason);
    let found = cx
        .file
        .scope_of(runner)
        .and_then(|scope| cx.file.scopes.lookup(name, scope));
    let Some((scope, bindings)) = found else {
        return unknown(format!("where `{name}` comes from does not show"));
    };
    // A name may hold one connection after the other.
    let reaching = cx
        .file
        .nodes
        .expr_id(runner)
        .and_then(|id| cx.file.reaching(id, scope, bindings))
        .filter(|reaching| !reaching.is_empty());
    let bindings = reaching.as_deref().unwrap_or(bindings);
    let mut made = Vec::new();
    let mut likely = None;
    let mut in_transaction = false;
    for &id in bindings {
        let binding = cx.file.scopes.binding(id);
        let value = match binding.kind {
            BindingKind::Assign { value, .. } => value,
            BindingKind::With { context, .. } => context,
            BindingKind::Parameter { .. } => return parameter(cx, binding.scope, name),
            _ => return unknown(format!("where `{name}` comes from does not show")),
        };
        match origin(cx, value) {
            Origin::Connect => made.push(binding.node),
            Origin::Likely(engine) => {
                made.push(binding.node);
                likely = Some(format!("what `{engine}` is, is known only by its name"));
            }
            Origin::Transaction => in_transaction = true,
            Origin::Unknown => {
                return unknown(format!(
                    "whether a transaction is open on `{name}` here does not show: commit after it, or use `engine.begin()`"
                ))
            }
        }
    }
    match (in_transaction, made.is_empty()) {
        (true, true) => return Owner::Transaction,
        (true, false) => {
            return unknown(format!(
                "a transaction is open on `{name}` by one way and not by another: begin it in both"
            ))
        }
        _ => {}
    }
    if let Some(transaction) = begun(cx, scope, name, site) {
        return transaction;
    }
    let engines = cx.project.memo(engines);
    if engines.future && !engines.legacy {
        return Owner::Transaction;
    }
    let doubt = if engines.future {
        Some(
            "the project makes engines with `future=True`, too, which commit nothing by themselves"
                .to_owned(),
        )
    } else if engines.by_driver {
        Some("the project makes engines in AUTOCOMMIT mode, too, which need no commit".to_owned())
    } else {
        likely
    };
    Owner::Own(Own {
        name,
        scope,
        made,
        doubt,
    })
}

pub(super) enum Origin {
    Connect,
    /// From something of this source text that is only called like an engine.
    Likely(String),
    Transaction,
    Unknown,
}

/// Where a connection comes from, by the expression that makes it.
pub(super) fn origin<'t>(cx: &Context<'_, 't>, value: &'t ast::Expr) -> Origin {
    if let ast::Expr::Attribute(attribute) = value {
        // `op.get_context().bind`
        let of_alembic = matches!(attribute.attr.as_str(), "bind" | "connection")
            && matches!(attribute.value.as_ref(), ast::Expr::Call(call)
                if last_name(&call.func) == Some("get_context"));
        return if of_alembic {
            Origin::Transaction
        } else {
            Origin::Unknown
        };
    }
    let ast::Expr::Call(call) = value else {
        return Origin::Unknown;
    };
    if cx.slice(span(value)).contains("AUTOCOMMIT") {
        return Origin::Transaction;
    }
    let Some((method, inner)) = method_call(call) else {
        return match last_name(&call.func) {
            Some("closing") => call
                .args
                .first()
                .map_or(Origin::Unknown, |arg| origin(cx, arg)),
            Some("get_bind") => Origin::Transaction,
            _ => Origin::Unknown,
        };
    };
    match method.attr.as_str() {
        "connect" | "contextual_connect" => match receiver(cx, inner) {
            Some((Receiver::Engine, _)) => Origin::Connect,
            Some((Receiver::Connection, _)) => origin(cx, inner),
            _ if connects(cx, value).is_some_and(is_engine_name) => {
                Origin::Likely(cx.source(inner).to_owned())
            }
            _ => Origin::Unknown,
        },
        "begin" | "get_bind" | "connection" => Origin::Transaction,
        "execution_options" => origin(cx, inner),
        "closing" => call
            .args
            .first()
            .map_or(Origin::Unknown, |arg| origin(cx, arg)),
        _ => Origin::Unknown,
    }
}

/// The calls of `name.begin()`, `name.commit()` and the like, by file and name.
struct TransactionCalls(HashMap<FileId, HashMap<String, Vec<NodeId>>>);

fn transaction_calls(project: &Project<'_>) -> TransactionCalls {
    const METHODS: &[&str] = &[
        "begin",
        "begin_nested",
        "begin_twophase",
        "commit",
        "rollback",
    ];
    let mut found: HashMap<FileId, HashMap<String, Vec<NodeId>>> = HashMap::new();
    for file in &project.files {
        for (id, call) in file.calls() {
            let Some((method, ast::Expr::Name(name))) = method_call(call) else {
                continue;
            };
            if METHODS.contains(&method.attr.as_str()) {
                let names = found.entry(file.id).or_default();
                names.entry(name.id.to_string()).or_default().push(id);
            }
        }
    }
    TransactionCalls(found)
}

/// A transaction that is begun on the connection by name somewhere, as far as it matters at `site`.
fn begun<'t>(cx: &Context<'_, 't>, scope: ScopeId, name: &str, site: NodeId) -> Option<Owner<'t>> {
    let here = cx.file.nodes.get(site).span().start;
    let own_block = cx.file.scopes.enclosing_block(cx.file.scopes.of(site));
    if in_alembic(cx, site) {
        return Some(Owner::Transaction);
    }
    let mut open = None;
    let known = cx.project.memo(transaction_calls);
    let calls = known.0.get(&cx.file.id).and_then(|file| file.get(name));
    for &id in calls.into_iter().flatten() {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(id) else {
            continue;
        };
        let Some((method, _)) = method_call(call) else {
            continue;
        };
        let from = cx.file.scopes.of(id);
        if cx.file.scopes.lookup(name, from).map(|(owner, _)| owner) != Some(scope) {
            continue;
        }
        match method.attr.as_str() {
            // Code that commits by itself was written for 2.x.
            "commit" | "rollback" if commits_after(cx, id, site) => {
                return Some(Owner::Transaction)
            }
            "begin" | "begin_twophase" | "begin_nested" => {
                let with = cx
                    .file
                    .nodes
                    .ancestors(id)
                    .find_map(|up| match cx.file.nodes.get(up) {
                        Node::Stmt(ast::Stmt::With(with)) => Some(span(with)),
                        Node::Stmt(_) => Some(alchemod_text::Span::empty(0)),
                        _ => None,
                    });
                let block = with.filter(|block| !block.is_empty());
                match block {
                    Some(block) if block.start <= here && here < block.end => {
                        return Some(Owner::Transaction)
                    }
                    Some(_) => {}
                    None if cx.file.scopes.enclosing_block(from) == own_block
                        && span(call).start > here
                        && !in_loop(cx, site) => {}
                    None => open = Some(id),
                }
            }
            _ => {}
        }
    }
    let begin = open.filter(|&begin| !is_over(cx, begin, site))?;
    let same_function = cx.file.scopes.enclosing_block(cx.file.scopes.of(begin)) == own_block;
    if !same_function || ends_between(cx, begin, site) {
        return Some(Owner::Unknown(format!(
            "a transaction of `{name}` begins elsewhere: whether it is still open here does not show"
        )));
    }
    Some(Owner::Transaction)
}

/// Whether a transaction that is begun at `begin` is ended before `site` in any case: `trans = conn.begin()`, its
/// `trans.commit()` or `trans.rollback()`, and the site's statement follow each other in one block.
fn is_over(cx: &Context<'_, '_>, begin: NodeId, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some((first, last)) = nodes.statement(begin).zip(nodes.statement(site)) else {
        return false;
    };
    let Node::Stmt(ast::Stmt::Assign(assign)) = nodes.get(first) else {
        return false;
    };
    let [ast::Expr::Name(name)] = assign.targets.as_slice() else {
        return false;
    };
    if nodes.expr_id(&assign.value) != Some(begin) {
        return false;
    }
    let block = crate::execution::block::block_of(cx, first).unwrap_or(&[]);
    let place = |id: NodeId| {
        let address = nodes.get(id).address();
        block
            .iter()
            .position(|stmt| Node::Stmt(stmt).address() == address)
    };
    let Some((from, to)) = place(first).zip(place(last)) else {
        return false;
    };
    let ends = ["commit", "rollback"].map(|method| format!("{}.{method}()", name.id));
    block.get(from + 1..to).is_some_and(|between| {
        between
            .iter()
            .any(|stmt| ends.iter().any(|end| cx.source(stmt) == end))
    })
}

/// Whether the site stands in a transaction of Alembic's: `with context.begin_transaction():`.
fn in_alembic(cx: &Context<'_, '_>, site: NodeId) -> bool {
    cx.file
        .nodes
        .ancestors(site)
        .any(|id| match cx.file.nodes.get(id) {
            Node::Stmt(ast::Stmt::With(with)) => {
                with.items.iter().any(|item| match &item.context_expr {
                    ast::Expr::Call(call) => last_name(&call.func) == Some("begin_transaction"),
                    _ => false,
                })
            }
            _ => false,
        })
}

/// The nodes that may mean a name of `scope`: those in it.
pub(super) fn nodes_of<'p, 't>(
    cx: &Context<'p, 't>,
    scope: ScopeId,
) -> Box<dyn Iterator<Item = (NodeId, Node<'t>)> + 'p>
where
    't: 'p,
{
    match cx.file.scopes.get(scope).node {
        Some(node) => Box::new(cx.file.subtree(node)),
        None => Box::new(cx.file.nodes.iter()),
    }
}

fn in_loop(cx: &Context<'_, '_>, id: NodeId) -> bool {
    cx.file.nodes.ancestors(id).any(|up| {
        matches!(
            cx.file.nodes.get(up),
            Node::Stmt(ast::Stmt::For(_) | ast::Stmt::While(_) | ast::Stmt::AsyncFor(_))
        )
    })
}

/// Whether something is committed or rolled back between two places in the source, handlers of errors aside.
fn ends_between(cx: &Context<'_, '_>, begin: NodeId, site: NodeId) -> bool {
    let (from, to) = (
        cx.file.nodes.get(begin).span().end,
        cx.file.nodes.get(site).span().start,
    );
    cx.file.nodes.iter().any(|(id, node)| {
        let Node::Expr(ast::Expr::Call(call)) = node else {
            return false;
        };
        let at = span(call).start;
        let ends = matches!(last_name(&call.func), Some("commit" | "rollback" | "close"));
        let in_handler = cx
            .file
            .nodes
            .ancestors(id)
            .any(|up| matches!(cx.file.nodes.get(up), Node::ExceptHandler(_)));
        ends && !in_handler && from <= at && at < to
    })
}

/// Whether the commit at `id` comes after `site` in its block or one around it.
fn commits_after(cx: &Context<'_, '_>, id: NodeId, site: NodeId) -> bool {
    let Some(commit) = cx.file.nodes.statement(id) else {
        return false;
    };
    let at = cx.file.nodes.get(commit).span().start;
    if at < cx.file.nodes.get(site).span().start {
        return false;
    }
    let this = cx.file.nodes.get(commit).address();
    let mut current = cx.file.nodes.statement(site);
    while let Some(statement) = current {
        let block = crate::execution::block::block_of(cx, statement).unwrap_or(&[]);
        if block.iter().any(|s| Node::Stmt(s).address() == this) {
            return true;
        }
        current = cx
            .file
            .nodes
            .ancestors(statement)
            .find(|&up| matches!(cx.file.nodes.get(up), Node::Stmt(_)));
    }
    false
}

/// A connection that a function is given: in a transaction if all of its calls give one that is.
fn parameter<'t>(cx: &Context<'_, 't>, scope: ScopeId, name: &str) -> Owner<'t> {
    let unknown = Owner::Unknown(format!(
        "whether a transaction is open on `{name}` is up to who calls this function: let them use `engine.begin()`, or commit here"
    ));
    let Some(node) = cx.file.scopes.get(scope).node else {
        return unknown;
    };
    let place = Place {
        file: cx.file.id,
        node,
    };
    if is_listener(cx, node) || fixture_begins(cx.project, name) {
        return Owner::Transaction;
    }
    let given = cx.project.given_arguments(place, name);
    let all = !given.is_empty()
        && given.iter().all(|argument| {
            let Some((file, value)) = argument else {
                return false;
            };
            in_transaction(&cx.in_file(*file), value)
        });
    if all {
        Owner::Transaction
    } else {
        unknown
    }
}

/// Whether a pytest fixture of this name begins a transaction.
pub(super) fn fixture_begins(project: &Project<'_>, name: &str) -> bool {
    project.files.iter().any(|file| {
        file.nodes.iter().any(|(id, node)| {
            let Some(def) = alchemod_facts::function_def(node).filter(|def| def.name == name)
            else {
                return false;
            };
            let is_fixture = def.decorators.iter().any(|decorator| {
                let decorator = match decorator {
                    ast::Expr::Call(call) => call.func.as_ref(),
                    other => other,
                };
                matches!(last_name(decorator), Some("fixture" | "yield_fixture"))
            });
            is_fixture
                && file.subtree(id).any(|(_, inner)| {
                    matches!(inner, Node::Expr(ast::Expr::Call(call))
                        if matches!(last_name(&call.func), Some("begin" | "begin_twophase")))
                })
        })
    })
}

/// Whether an argument is a connection of an `engine.begin()` block, of a session, or of Alembic.
pub(super) fn in_transaction<'t>(cx: &Context<'_, 't>, value: &'t ast::Expr) -> bool {
    match value {
        ast::Expr::Call(_) => matches!(origin(cx, value), Origin::Transaction),
        ast::Expr::Name(name) => {
            let found = cx
                .file
                .scope_of(value)
                .and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope));
            found.is_some_and(|(_, bindings)| {
                bindings
                    .iter()
                    .all(|&id| match cx.file.scopes.binding(id).kind {
                        BindingKind::With { context, .. } => {
                            matches!(origin(cx, context), Origin::Transaction)
                        }
                        BindingKind::Assign { value, .. } => {
                            matches!(origin(cx, value), Origin::Transaction)
                        }
                        _ => false,
                    })
            })
        }
        _ => false,
    }
}

/// Whether a function listens to events: what it runs is part of what it listens to.
fn is_listener(cx: &Context<'_, '_>, node: NodeId) -> bool {
    let Some(def) = alchemod_facts::function_def(cx.file.nodes.get(node)) else {
        return false;
    };
    let decorated = def.decorators.iter().any(|decorator| match decorator {
        ast::Expr::Call(call) => matches!(last_name(&call.func), Some("listens_for" | "listen")),
        _ => false,
    });
    decorated
        || cx.file.nodes.iter().any(|(_, n)| match n {
            Node::Expr(ast::Expr::Call(call)) => {
                last_name(&call.func) == Some("listen")
                    && call.args.iter().any(|arg| last_name(arg) == Some(def.name))
            }
            _ => false,
        })
}
