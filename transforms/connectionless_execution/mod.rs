//! `engine.execute(...)`, `engine.scalar(...)`, and statements that run themselves.

mod convert;
mod sites;
mod uses;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::Certainty;
use alchemod_python::{ast, Node, NodeId};

use crate::execution::GUIDE_EXECUTION;
use sites::Form;

/// See the rule's documentation.
pub(crate) struct ConnectionlessExecution;

static RULE: Rule = Rule {
    code: "AM601",
    name: "connectionless-execution",
    stage: Stage::Execution,
    summary: "engine.execute(...) and statement.execute() in a block with a connection",
    guide: GUIDE_EXECUTION,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for ConnectionlessExecution {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["execute", "scalar"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let found = sites::site(cx, site)?;
        let statement = cx.file.nodes.statement(site)?;
        let all = sites::of_statement(cx, statement);
        // One block takes in the whole statement: its first call stands for all.
        if all.first().map(|first| first.id) != Some(site) {
            return None;
        }
        let span = Node::Expr(cx.file.nodes.get(site).expr()?).span();
        let what = format!(
            "{}() of {}",
            found.method.attr,
            match found.form {
                Form::Engine => "an engine",
                Form::Statement { .. } | Form::OnConnection { .. } => "a statement",
            }
        );
        let manual = |reason: String| Finding::manual(span, format!("{what} is gone"), reason);
        Some(match convert::convert(cx, statement, &all) {
            Err(reason) => manual(reason),
            Ok(converted) => {
                let becomes = match found.form {
                    Form::OnConnection { .. } => "is run by its connection",
                    _ if converted.commits => "becomes a block with a connection that commits",
                    _ => "becomes a block with a connection",
                };
                let message = format!("{what} {becomes}");
                let doubt = converted.doubt.or_else(|| {
                    let doubt = match found.certainty {
                        Certainty::Named => "the engine is known only by its name",
                        _ if is_default(cx, found.runner) => {
                            "the engine is a parameter's default: callers may give a connection"
                        }
                        _ => return None,
                    };
                    Some(doubt.to_owned())
                });
                match doubt {
                    None => Finding::safe(span, message, converted.rewrite),
                    Some(reason) => Finding::offered(span, message, reason, converted.rewrite),
                }
            }
        })
    }
}

/// Whether an expression is a parameter that is known only by its default.
fn is_default<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let ast::Expr::Name(name) = expr else {
        return false;
    };
    let scope = cx.file.scope_of(expr);
    let found = scope.and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope));
    found.is_some_and(|(_, ids)| {
        ids.iter().any(|&id| {
            matches!(cx.file.scopes.binding(id).kind,
                BindingKind::Parameter { arg, default: Some(_), .. } if arg.annotation.is_none())
        })
    })
}
