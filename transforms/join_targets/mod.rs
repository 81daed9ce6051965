//! `Query.join()` in the forms that 2.x does not take.

mod filter_by;
mod legacy;
mod rewrite;
mod unseen;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_python::{ast, Node, NodeId};

use crate::orm::evidence::evidence;
use crate::query::GUIDE;

/// See the rule's documentation.
pub(crate) struct JoinTargets;

static RULE: Rule = Rule {
    code: "AM404",
    name: "join-targets",
    stage: Stage::Queries,
    summary: "Query.join() by strings, tuples or several targets: one join() with a class or attribute for each",
    guide: GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for JoinTargets {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["getattr", "join", "outerjoin"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return unseen::by_getattr(cx, site, call);
        };
        let name = alchemod_python::chain::attribute_name_span(method);
        let span = alchemod_text::Span::new(name.start, alchemod_python::span(call).end);
        let Some(form) = legacy::form(cx, call) else {
            return unseen::by_name(cx, call, method, span);
        };
        let Some(evidence) = evidence(cx, &method.value) else {
            return unseen::of_unknown(cx, call, method, span);
        };
        let message = format!("{}() {}", method.attr, form.message());
        let filtered = filter_by::follows(cx, site, method, form);
        if filtered == filter_by::Follows::Here {
            return Some(Finding::manual(span, message, filter_by::REASON));
        }
        let doubt = (filtered == filter_by::Follows::Perhaps).then(|| filter_by::REASON.to_owned());
        Some(match rewrite::rewrite(cx, method, call, form) {
            Ok(rewrite) => match evidence.doubt.or(doubt) {
                None => Finding::safe(span, message, rewrite),
                Some(reason) => Finding::offered(span, message, reason, rewrite),
            },
            Err(reason) => Finding::manual(span, message, reason),
        })
    }
}
