//! Loader options that name attributes by strings, or whose several arguments 2.x reads otherwise.

mod chain;
mod held;
mod rewrite;
mod table;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_python::NodeId;

use crate::query::GUIDE;

/// See the rule's documentation.
pub(crate) struct LoaderOptionNames;

static RULE: Rule = Rule {
    code: "AM403",
    name: "loader-option-names",
    stage: Stage::Queries,
    summary: "loader options name attributes of classes, not strings: joinedload(User.posts)",
    guide: GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for LoaderOptionNames {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let chain = chain::at(cx, site)?;
        if !chain.steps.iter().any(chain::Step::is_legacy) {
            return held_string(cx, &chain);
        }
        let span = cx.file.nodes.get(chain.whole).span();
        let message = rewrite::message(&chain);
        Some(match rewrite::rewrite(cx, &chain) {
            Ok(done) => match done.doubt {
                None => Finding::safe(span, message, done.rewrite),
                Some(reason) => Finding::offered(span, message, reason, done.rewrite),
            },
            Err(reason) => Finding::manual(span, message, reason),
        })
    }
}

/// A string that the option is given by way of a variable, a list or a computation: 2.x raises for it too.
fn held_string<'t>(cx: &Context<'_, 't>, chain: &chain::Chain<'t>) -> Option<Finding> {
    let step = chain
        .steps
        .iter()
        .find(|step| step.names().iter().any(|arg| held::is_held_string(cx, arg)))?;
    Some(Finding::manual(
        cx.file.nodes.get(chain.whole).span(),
        format!(
            "{}() is given the name of an attribute as a string, for which 2.x raises",
            step.loader.name
        ),
        "it takes the attribute itself: getattr(Class, name)",
    ))
}
