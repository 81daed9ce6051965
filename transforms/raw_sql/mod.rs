//! Strings and parameters that are given to `execute()` in the ways of 1.x.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{Certainty, Value};
use alchemod_python::{ast, span, NodeId};

use crate::connection_commit::loses;
use crate::execution::raw::{for_connection, for_session, Converted};
use crate::execution::receiver::{method_call, receiver, runner_of, Receiver};
use crate::execution::statement::is_default;
use crate::execution::GUIDE_STRINGS;

/// See the rule's documentation.
pub(crate) struct RawSql;

static RULE: Rule = Rule {
    code: "AM602",
    name: "raw-sql",
    stage: Stage::Execution,
    summary:
        "strings and loose parameters of execute() in text(), exec_driver_sql() and dictionaries",
    guide: GUIDE_STRINGS,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for RawSql {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["execute", "scalar"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let (method, runner) = method_call(call)?;
        if let Some(finding) = of_either(cx, call, runner) {
            return Some(finding);
        }
        let (kind, certainty) = runner_of(cx, call, runner).or_else(|| asynchronous(cx, runner))?;
        let converted = match kind {
            Receiver::Session => Ok(for_session(cx, call)?),
            Receiver::Connection => for_connection(cx, call, method),
            // Their statements move into a block, which sees to this too.
            Receiver::Engine => return None,
        };
        let converted = match converted {
            Err(reason) => {
                return Some(Finding::manual(
                    span(call),
                    format!("{}() takes its parameters otherwise on 2.x", method.attr),
                    reason,
                ))
            }
            Ok(converted) if converted.edits.is_empty() && converted.doubt.is_none() => {
                return None
            }
            Ok(converted) => converted,
        };
        let is_default = call.args.first().is_some_and(|first| is_default(cx, first));
        let Converted {
            edits,
            wishes,
            doubt,
            string,
            ..
        } = converted;
        let message = match string {
            Some(form @ "the select() itself") => {
                format!("what is no statement is run as a statement: {form}")
            }
            Some(form) => format!("a string is run by {form}"),
            None if is_default => {
                "the value of a sequence or default is asked for by scalar()".to_owned()
            }
            None => "parameters go in one dictionary, or in a list of them".to_owned(),
        };
        let doubt = doubt.or_else(|| {
            (certainty == Certainty::Named)
                .then(|| format!("what `{}` is, is known only by its name", cx.source(runner)))
        });
        let doubt = doubt.or_else(|| match kind {
            Receiver::Connection => loses(cx, site),
            _ => None,
        });
        let rewrite = Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes);
        Some(match doubt {
            None => Finding::safe(span(call), message, rewrite),
            Some(reason) => Finding::offered(span(call), message, reason, rewrite),
        })
    }
}

/// An asynchronous session: it hands strings on to its session, as 1.4's took them. (Asynchronous connections of
/// 1.4 did not.)
fn asynchronous<'t>(cx: &Context<'_, 't>, runner: &'t ast::Expr) -> Option<(Receiver, Certainty)> {
    const SESSIONS: &[&str] = &[
        "sqlalchemy.ext.asyncio.AsyncSession",
        "sqlalchemy.ext.asyncio.async_scoped_session",
    ];
    let typed = cx.project.infer(cx.file.id, runner)?;
    SESSIONS
        .iter()
        .any(|path| cx.project.is_instance(&typed.value, path))
        .then_some((Receiver::Session, typed.certainty))
}

/// What is run by the `bind` of a session, which is an engine or a connection: engines have no `execute()` any more.
fn of_either<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    runner: &'t ast::Expr,
) -> Option<Finding> {
    let typed = cx.project.infer(cx.file.id, runner)?;
    let is_either = matches!(&typed.value, Value::Instance(path)
        if &**path == "sqlalchemy.engine.Connectable");
    // That of metadata and tables is seen to with what binds them.
    let is_bound = matches!(runner, ast::Expr::Attribute(n)
        if receiver(cx, &n.value).is_none_or(|(owner, _)| owner != Receiver::Session));
    (is_either && !is_bound).then(|| {
        Finding::manual(
            span(call),
            format!("what `{}` is may be an engine, which runs nothing on 2.x", cx.source(runner)),
            "a session runs statements itself (execute() and connection() of the session); an engine runs them in `with engine.begin() as connection:`",
        )
    })
}
