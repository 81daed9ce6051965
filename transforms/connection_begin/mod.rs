//! Transactions of connections that begin where 2.x has one already, or where it has none.

pub(crate) mod here;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::layout::{shares_line, statement_start};
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

use crate::execution::receiver::{method_call, receiver, Receiver};
use here::{is_begin, runs, Here};

/// See the rule's documentation.
pub(crate) struct ConnectionBegin;

static RULE: Rule = Rule {
    code: "AM605",
    name: "connection-begin",
    stage: Stage::Execution,
    summary: "begin() of a connection within a transaction, or after statements that began one",
    guide: (
        "Migrating to SQLAlchemy 2.0: Connection transactions",
        "https://docs.sqlalchemy.org/en/20/core/connections.html#begin-once",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const BEGINS: &[&str] = &["begin", "begin_nested", "begin_twophase"];

impl Transform for ConnectionBegin {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(BEGINS)
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let (method, runner) = method_call(call)?;
        let ast::Expr::Name(name) = runner else {
            return None;
        };
        let (Receiver::Connection, _) = receiver(cx, runner)? else {
            return None;
        };
        let here = Here::new(cx, site, name.id.as_str())?;
        let around = here.around(cx);
        if method.attr.as_str() == "begin_nested" {
            let is_open = around || here.before(cx, is_begin).is_some();
            return (!is_open && here.is_own(cx)).then(|| {
                Finding::manual(
                    span(call),
                    "begin_nested() without a transaction around it commits nothing on 2.x",
                    "1.4 committed at its end, 2.x only releases a savepoint: put it in `with connection.begin():`, or begin() instead",
                )
            });
        }
        if around {
            return Some(Finding::manual(
                span(call),
                "a transaction within a transaction of the same connection raises on 2.x",
                "1.4 took no notice of the inner one, but for its rollback: leave it out, or use begin_nested() for a savepoint",
            ));
        }
        here.before(cx, runs)?;
        Some(after_statements(cx, site, call, name.id.as_str()))
    }
}

/// A `begin()` that follows statements: 2.x has begun a transaction with the first of them.
fn after_statements<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    name: &str,
) -> Finding {
    let message = "begin() after a statement raises on 2.x, which has begun a transaction by then";
    let reason = "begin the transaction before the first statement, or commit() before it";
    let stmt = cx
        .file
        .nodes
        .statement(site)
        .and_then(|id| cx.file.nodes.get(id).stmt());
    let Some(stmt) = stmt.filter(|stmt| !shares_line(cx.file.tree, stmt)) else {
        return Finding::manual(span(call), message, reason);
    };
    if cx.settings.target == Target::V14 || matches!(stmt, ast::Stmt::If(_) | ast::Stmt::While(_)) {
        return Finding::manual(span(call), message, reason);
    }
    let start = statement_start(cx.file.tree, stmt);
    let indentation = cx.indent_at(start);
    let edit = Edit::insert(start, format!("{name}.commit()\n{indentation}"));
    Finding::offered(
        span(call),
        message,
        "a commit before it ends the transaction of the statements before, which 1.4 let go on in the database",
        Rewrite::new(cx.file.id, [edit]),
    )
}
