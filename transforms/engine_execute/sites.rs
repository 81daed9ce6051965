//! The calls of an engine in a statement.

use alchemod_engine::Context;
use alchemod_facts::Certainty;
use alchemod_python::arguments::has_unpacking;
use alchemod_python::{ast, Node, NodeId};

use crate::execution::receiver::{method_call, receiver, Receiver};
use crate::execution::statement::{kind_of, Kind};

/// A call of `execute` or `scalar` of an engine, or of a connection that only this call has.
pub(super) struct Site<'t> {
    /// The call.
    pub id: NodeId,
    /// The call.
    pub call: &'t ast::ExprCall,
    /// The callee.
    pub method: &'t ast::ExprAttribute,
    /// What stands before the method: the engine, or `engine.connect()`.
    pub runner: &'t ast::Expr,
    /// The engine.
    pub engine: &'t ast::Expr,
    /// How it is known.
    pub certainty: Certainty,
    /// What 1.4 does with the statement.
    pub kind: Kind,
}

/// The site that this call is, if it is one.
pub(super) fn site<'t>(cx: &Context<'_, 't>, id: NodeId) -> Option<Site<'t>> {
    let ast::Expr::Call(call) = cx.file.nodes.get(id).expr()? else {
        return None;
    };
    let (method, runner) = method_call(call)?;
    if !matches!(method.attr.as_str(), "execute" | "scalar") {
        return None;
    }
    let kind = || {
        call.args
            .first()
            .map_or(Kind::Unknown, |first| kind_of(cx, first))
    };
    let site = |engine, certainty, kind| {
        Some(Site {
            id,
            call,
            method,
            runner,
            engine,
            certainty,
            kind,
        })
    };
    match receiver(cx, runner)? {
        (Receiver::Engine, certainty) => site(runner, certainty, kind()),
        (Receiver::Connection, _) => {
            // `engine.connect().execute(...)` of what 1.4 commits: nobody can commit it afterwards.
            let ast::Expr::Call(connect) = runner else {
                return None;
            };
            let (connect_method, engine) = method_call(connect)?;
            let is_connect = matches!(
                connect_method.attr.as_str(),
                "connect" | "contextual_connect"
            );
            let (Receiver::Engine, certainty) = receiver(cx, engine)? else {
                return None;
            };
            let kind = kind();
            let is_lost = matches!(kind, Kind::Write { .. });
            if !is_connect || !is_lost || !connect.args.is_empty() || has_unpacking(connect) {
                return None;
            }
            site(engine, certainty, kind)
        }
        _ => None,
    }
}

/// All sites of a statement itself, not of statements in it, in the order of the source.
pub(super) fn of_statement<'t>(cx: &Context<'_, 't>, statement: NodeId) -> Vec<Site<'t>> {
    let mut found: Vec<Site<'t>> = cx
        .file
        .subtree(statement)
        .filter(|(_, node)| matches!(node, Node::Expr(ast::Expr::Call(_))))
        .filter(|(id, _)| cx.file.nodes.statement(*id) == Some(statement))
        .filter_map(|(id, _)| site(cx, id))
        .collect();
    found.sort_by_key(|site| site.id);
    found
}
