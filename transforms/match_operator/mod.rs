//! `column.match(text)` on PostgreSQL.

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_python::{ast, span, NodeId};

use crate::core::columns::is_column;

/// See the rule's documentation.
pub(crate) struct MatchOperator;

static RULE: Rule = Rule {
    code: "AM511",
    name: "match-operator",
    stage: Stage::Core,
    summary: "match() of a column, which is another search on PostgreSQL",
    guide: (
        "match() operator on PostgreSQL uses plainto_tsquery() rather than to_tsquery()",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html#match-operator-on-postgresql-uses-plainto-tsquery-rather-than-to-tsquery",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for MatchOperator {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["match"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        let receiver = method.value.as_ref();
        if call.args.len() != 1 || !is_column(cx, receiver) {
            return None;
        }
        Some(Finding::manual(
            span(call),
            "match() searches for words on PostgreSQL (plainto_tsquery), where 1.4 took operators (to_tsquery)",
            format!(
                "if it runs on PostgreSQL and the text has operators, write {}.bool_op(\"@@\")(func.to_tsquery({}))",
                cx.source(receiver),
                cx.source(&call.args[0])
            ),
        ))
    }
}
