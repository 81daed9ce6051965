//! `bind=...` of SQL functions and DDL elements.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::arguments::{keyword, removal};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::execution::statement::DDL;
use crate::execution::GUIDE_EXECUTION;

/// See the rule's documentation.
pub(crate) struct BindArgument;

static RULE: Rule = Rule {
    code: "AM608",
    name: "bind-argument",
    stage: Stage::Execution,
    summary: "bind= of SQL functions and DDL elements",
    guide: GUIDE_EXECUTION,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for BindArgument {
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
        let bind = keyword(call, "bind")?;
        let path = cx.project.external(cx.file.id, &call.func)?;
        let is_function = path.starts_with("sqlalchemy.func.");
        let is_ddl = path.starts_with("sqlalchemy.")
            && path
                .rsplit('.')
                .next()
                .is_some_and(|name| DDL.contains(&name));
        // What runs itself moves into a block, without its `bind`.
        if !(is_function || is_ddl) || runs_itself(cx, site) {
            return None;
        }
        let message = if is_function {
            "SQL functions of 2.x take no notice of `bind`"
        } else {
            "DDL elements of 2.x have no `bind`"
        };
        let manual = |reason: &str| Some(Finding::manual(span(call), message, reason));
        let Some(at) = removal(cx.file.tree, call, bind)
            .filter(|at| cx.file.tree.tokens().comments(*at).next().is_none())
        else {
            return manual("its arguments cannot be found in the text");
        };
        let mut edits = vec![Edit::delete(at)];
        match use_of(cx, site) {
            Use::Text => edits.push(Edit::insert(
                span(call).end,
                format!(".compile({})", cx.source(&bind.value)),
            )),
            Use::Executed => {}
            Use::Other => {
                return manual("what was compiled or run by this engine does not show: give it to compile(), or run it on a connection")
            }
        }
        Some(Finding::safe(
            span(call),
            message,
            Rewrite::new(cx.file.id, edits),
        ))
    }
}

/// What is done with an element.
enum Use {
    /// It is made a string, in the dialect of its engine.
    Text,
    /// Something else runs it, or a statement that it is part of.
    Executed,
    /// That does not show.
    Other,
}

fn use_of(cx: &Context<'_, '_>, site: NodeId) -> Use {
    let Some(parent) = cx.file.nodes.parent(site) else {
        return Use::Other;
    };
    match cx.file.nodes.get(parent) {
        Node::Expr(ast::Expr::Call(call)) => match last_name(&call.func) {
            Some("str") if call.args.len() == 1 => Use::Text,
            Some("execute" | "scalar" | "select" | "where" | "values" | "filter" | "order_by") => {
                Use::Executed
            }
            _ => Use::Other,
        },
        _ => Use::Other,
    }
}

/// Whether the chain that a call is part of ends in `execute()` or `scalar()` of its own.
fn runs_itself(cx: &Context<'_, '_>, site: NodeId) -> bool {
    cx.file.nodes.ancestors(site).any(|id| {
        matches!(cx.file.nodes.get(id).expr(), Some(ast::Expr::Attribute(n))
            if matches!(n.attr.as_str(), "execute" | "scalar") && span(n.value.as_ref()).start <= cx.file.nodes.get(site).span().start)
    })
}
