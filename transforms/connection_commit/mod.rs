//! Writes on a connection that no transaction is open on: 1.4 committed them by itself.

mod attribute;
mod commit;
mod given;
mod migration;
mod option;
mod owner;
mod schema;
mod settled;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::{ast, span, Node, NodeId};

use crate::execution::receiver::{method_call, runner_of, Receiver};
use crate::execution::shown::{is_given_write, made_by_table};
use crate::execution::statement::{kind_of, Kind};
use crate::execution::strings::string_of;
use crate::execution::GUIDE_AUTOCOMMIT;
use owner::{owner, Owner};

/// See the rule's documentation.
pub(crate) struct ConnectionCommit;

static RULE: Rule = Rule {
    code: "AM603",
    name: "connection-commit",
    stage: Stage::Execution,
    summary: "what 1.4 committed by itself on a connection is committed",
    guide: GUIDE_AUTOCOMMIT,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for ConnectionCommit {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::CallsNamed(METHODS),
            Interest::CallsNamed(schema::METHODS),
            Interest::CallsNamed(option::METHODS),
            Interest::CallsNamed(&["configure"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        if let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) {
            let name = alchemod_facts::last_name(&call.func)?;
            if name == "configure" {
                return migration::check(cx, site, call);
            }
            if option::METHODS.contains(&name) {
                return option::check(cx, call);
            }
        }
        let found = write(cx, site)?;
        let message = match found.is_schema {
            true => "1.4 commits this DDL by itself, 2.x rolls it back".to_owned(),
            false => "1.4 commits this by itself, 2.x rolls it back".to_owned(),
        };
        match verdict(cx, site, &found) {
            Verdict::Fine => None,
            Verdict::Manual(reason) => Some(Finding::manual(span(found.call), message, reason)),
            // All writes of a connection go together; the first one stands for all.
            Verdict::Commits(plan) if plan.first != site => None,
            Verdict::Commits(plan) => {
                let rewrite = Rewrite::new(cx.file.id, plan.edits);
                Some(match plan.doubt {
                    None => Finding::safe(span(found.call), message, rewrite),
                    Some(reason) => Finding::offered(span(found.call), message, reason, rewrite),
                })
            }
        }
    }
}

/// What becomes of a write.
enum Verdict {
    /// Something else commits it.
    Fine,
    /// It gets a commit.
    Commits(commit::Plan),
    /// It does not, for this reason.
    Manual(String),
}

fn verdict<'t>(cx: &Context<'_, 't>, site: NodeId, found: &Write<'t>) -> Verdict {
    match owner(cx, site, found.runner) {
        Owner::Transaction => Verdict::Fine,
        // What is not known to be a write may be a read, whose result nobody wants.
        _ if found.kind == Kind::Unknown && !found.is_alone => Verdict::Fine,
        Owner::Unknown(_) if found.kind == Kind::Unknown && !found.is_string => Verdict::Fine,
        // DDL is legacy in no other way: a commit in sight is one of a program written for 2.x.
        Owner::Unknown(_) if found.is_schema && schema::is_committed(cx, site, found.runner) => {
            Verdict::Fine
        }
        Owner::Unknown(reason) => Verdict::Manual(reason),
        Owner::Attribute(name) => match attribute::plan(cx, site, found, name) {
            Ok(plan) => Verdict::Commits(plan),
            Err(reason) => Verdict::Manual(reason),
        },
        Owner::Own(owned) => match commit::plan(cx, &owned) {
            Ok(plan) => Verdict::Commits(plan),
            Err(reason) => Verdict::Manual(reason),
        },
    }
}

/// Why a call of a connection that runs on 2.x may store nothing all the same: what 1.4 committed, and of
/// which is not proven that it is committed.
pub(crate) fn loses(cx: &Context<'_, '_>, site: NodeId) -> Option<String> {
    let found = write(cx, site)?;
    match verdict(cx, site, &found) {
        Verdict::Fine | Verdict::Commits(commit::Plan { doubt: None, .. }) => None,
        Verdict::Commits(commit::Plan {
            doubt: Some(reason),
            ..
        })
        | Verdict::Manual(reason) => Some(format!(
            "once it runs on 2.x, what 1.4 committed by itself is rolled back: {reason}"
        )),
    }
}

/// Methods of a connection that run a statement.
pub(crate) const METHODS: &[&str] = &["exec_driver_sql", "execute", "scalar"];

/// A call that runs what is, or may be, a write.
struct Write<'t> {
    call: &'t ast::ExprCall,
    runner: &'t ast::Expr,
    kind: Kind,
    /// Whether nothing is done with its result.
    is_alone: bool,
    /// Whether it is a string, which is legacy in any case.
    is_string: bool,
    /// Whether it is DDL that metadata or a table runs on the connection.
    is_schema: bool,
}

fn write<'t>(cx: &Context<'_, 't>, site: NodeId) -> Option<Write<'t>> {
    let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
        return None;
    };
    let (method, runner) = method_call(call)?;
    if schema::METHODS.contains(&method.attr.as_str()) {
        let runner = schema::connection(cx, call, method)?;
        return Some(Write {
            call,
            runner,
            kind: Kind::Write { rows: false },
            is_alone: true,
            is_string: false,
            is_schema: true,
        });
    }
    if !METHODS.contains(&method.attr.as_str()) {
        return None;
    }
    let kind = call
        .args
        .first()
        .map_or(Kind::Read, |first| kind_of(cx, first));
    if kind == Kind::Read || !matches!(runner_of(cx, call, runner), Some((Receiver::Connection, _)))
    {
        return None;
    }
    // What a table makes and a connection runs is a statement, though the table does not show.
    let made = |first| made_by_table(cx, first) == Some(true);
    let kind = match (kind, call.args.first()) {
        (Kind::Unknown, Some(first)) if made(first) => Kind::Write { rows: true },
        (kind, _) => kind,
    };
    let is_alone =
        cx.file.nodes.parent(site).is_some_and(|parent| {
            matches!(cx.file.nodes.get(parent), Node::Stmt(ast::Stmt::Expr(_)))
        });
    Some(Write {
        call,
        runner,
        kind,
        // A function that runs what it is given writes if it is given a write.
        is_alone: is_alone
            || (kind == Kind::Unknown
                && call
                    .args
                    .first()
                    .is_some_and(|first| is_given_write(cx, first))),
        is_string: call
            .args
            .first()
            .is_some_and(|first| string_of(cx, first).is_some()),
        is_schema: false,
    })
}
