//! `mock-engine`: `create_engine(strategy="mock")` is `create_mock_engine()`.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::string;
use alchemod_python::arguments::{argument, has_unpacking, keyword, removal};
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct MockEngine;

static RULE: Rule = Rule {
    code: "AM622",
    name: "mock-engine",
    stage: Stage::Execution,
    summary: "create_engine(strategy=\"mock\") is create_mock_engine()",
    guide: (
        "Engine Configuration: create_mock_engine()",
        "https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_mock_engine",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for MockEngine {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let strategy = keyword(call, "strategy")?;
        if string(&strategy.value)? != "mock" {
            return None;
        }
        let callee = cx.project.external(cx.file.id, &call.func)?;
        if &*callee != "sqlalchemy.create_engine" {
            return None;
        }
        let place = span(call);
        let message = "create_engine(strategy=\"mock\") is create_mock_engine()";
        if has_unpacking(call) || argument(call, None, "executor").is_none() {
            return Some(Finding::manual(
                place,
                message,
                "the function that statements are given to is not visible: it is the second argument of \
                 create_mock_engine()",
            ));
        }
        let import = cx.import("sqlalchemy.create_mock_engine");
        let edits = [
            Edit::replace(span(call.func.as_ref()), import.text),
            Edit::delete(removal(cx.file.tree, call, strategy)?),
        ];
        let mut rewrite = Rewrite::new(cx.file.id, edits).wish(cx.file.id, import.wish);
        if let ast::Expr::Name(name) = call.func.as_ref() {
            rewrite = rewrite.wish(cx.file.id, [ImportWish::MayGo(name.id.to_string())]);
        }
        Some(Finding::safe(place, message, rewrite))
    }
}
