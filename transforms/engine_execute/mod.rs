//! `engine.execute(...)` and `engine.scalar(...)`.

mod convert;
mod sites;
mod uses;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::Certainty;
use alchemod_python::{Node, NodeId};

use crate::execution::GUIDE_EXECUTION;

/// See the rule's documentation.
pub(crate) struct EngineExecute;

static RULE: Rule = Rule {
    code: "AM601",
    name: "engine-execute",
    stage: Stage::Execution,
    summary: "engine.execute(...) and engine.scalar(...) in a block with a connection",
    guide: GUIDE_EXECUTION,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for EngineExecute {
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
        let method = found.method.attr.as_str();
        let manual = |reason: String| {
            Finding::manual(span, format!("{method}() of an engine is gone"), reason)
        };
        Some(match convert::convert(cx, statement, &all) {
            Err(reason) => manual(reason),
            Ok(converted) => {
                let message = format!(
                    "{method}() of an engine becomes a block with a connection{}",
                    if converted.commits {
                        " that commits"
                    } else {
                        ""
                    }
                );
                let doubt = converted.doubt.or_else(|| {
                    (found.certainty == Certainty::Named)
                        .then(|| "the engine is known only by its name".to_owned())
                });
                match doubt {
                    None => Finding::safe(span, message, converted.rewrite),
                    Some(reason) => Finding::offered(span, message, reason, converted.rewrite),
                }
            }
        })
    }
}
