//! What found its engine through bound metadata: schema methods, reflection, sessions, `.bind`.

pub(crate) mod consumers;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::arguments::{inside_parentheses, keyword};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::execution::binding::{bounds, engine_at};
use crate::execution::GUIDE_EXECUTION;
use consumers::{consumer, Consumer};

/// See the rule's documentation.
pub(crate) struct BoundMetadata;

static RULE: Rule = Rule {
    code: "AM604",
    name: "bound-metadata",
    stage: Stage::Execution,
    summary: "create_all(), reflect(), Table.create() and autoload are given the engine of bound metadata",
    guide: GUIDE_EXECUTION,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for BoundMetadata {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::CallsNamed(consumers::CALLS),
            Interest::AttributesNamed(&["bind"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let expr = cx.file.nodes.get(site).expr()?;
        let what = consumer(cx.project, cx.file.id, expr)?;
        if what == Consumer::Session {
            return session(cx, site, expr);
        }
        let message = match what {
            Consumer::Schema => "2.x has no bound metadata: this takes an engine",
            Consumer::Autoload => "2.x has no bound metadata: reflection takes an engine",
            Consumer::Bind | Consumer::IsBound | Consumer::Session => {
                "metadata, tables and statements of 2.x have no `bind`"
            }
        };
        let manual = |reason: String| Finding::manual(span(expr), message, reason);
        let engine = match engine_at(cx, site) {
            Ok(engine) => engine,
            Err(reason) => return Some(manual(reason)),
        };
        Some(match edit(cx, site, expr, what, &engine) {
            Err(reason) => manual(reason),
            Ok(edit) => Finding::safe(span(expr), message, Rewrite::new(cx.file.id, [edit])),
        })
    }
}

fn edit<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    expr: &'t ast::Expr,
    what: Consumer,
    engine: &str,
) -> Result<Edit, String> {
    const UNSEEN: &str = "its arguments cannot be found in the text";
    match (what, expr) {
        (Consumer::Schema, ast::Expr::Call(call)) => {
            let inside = inside_parentheses(cx.file.tree, call).ok_or(UNSEEN)?;
            let first = call.keywords.first().map(|k| span(k).start);
            Ok(match first {
                Some(at) => Edit::insert(at, format!("bind={engine}, ")),
                None => Edit::replace(inside, format!("bind={engine}")),
            })
        }
        (Consumer::Autoload, ast::Expr::Call(call)) => {
            let autoload = keyword(call, "autoload").ok_or(UNSEEN)?;
            Ok(Edit::replace(
                span(autoload),
                format!("autoload_with={engine}"),
            ))
        }
        (Consumer::Bind, _) if !is_asked(cx, site) => Ok(Edit::replace(span(expr), engine)),
        (Consumer::IsBound, _) if is_bound_before(cx, site) && !is_asked(cx, site) => {
            Ok(Edit::replace(span(expr), "True"))
        }
        (Consumer::IsBound | Consumer::Bind, _) => Err(format!(
            "what is done without an engine does not show: metadata is bound to `{engine}`"
        )),
        _ => Err(UNSEEN.into()),
    }
}

/// Whether a condition asks for the engine: there may be none yet.
fn is_asked(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let Some(parent) = cx.file.nodes.parent(site) else {
        return false;
    };
    match cx.file.nodes.get(parent) {
        Node::Expr(ast::Expr::Compare(n)) => n
            .comparators
            .iter()
            .any(|e| matches!(e, ast::Expr::Constant(c) if c.value.is_none())),
        Node::Expr(ast::Expr::UnaryOp(_) | ast::Expr::BoolOp(_) | ast::Expr::IfExp(_)) => true,
        Node::Stmt(ast::Stmt::If(_) | ast::Stmt::While(_) | ast::Stmt::Assert(_)) => true,
        _ => false,
    }
}

/// Whether a statement before this one, in the same block or one around it, binds metadata.
fn is_bound_before(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let at = cx.file.nodes.get(site).span().start;
    cx.project.memo(bounds).list.iter().any(|bound| {
        if bound.file != cx.file.id || cx.file.nodes.get(bound.node).span().start >= at {
            return false;
        }
        let Some(statement) = cx.file.nodes.statement(bound.node) else {
            return false;
        };
        // The block that binds it holds the site.
        let parent = cx.file.nodes.parent(statement);
        cx.file.nodes.ancestors(site).any(|up| Some(up) == parent) || parent.is_none()
    })
}

/// A session that is given no engine, in a project that binds metadata.
fn session<'t>(cx: &Context<'_, 't>, site: NodeId, expr: &'t ast::Expr) -> Option<Finding> {
    if cx.project.memo(bounds).list.is_empty() {
        return None;
    }
    let ast::Expr::Call(call) = expr else {
        return None;
    };
    let message = "a session of 2.x finds no engine through bound metadata";
    let manual = |reason: String| Finding::manual(span(expr), message, reason);
    let inside: Span = inside_parentheses(cx.file.tree, call)?;
    Some(match engine_at(cx, site) {
        Err(reason) => manual(reason),
        Ok(engine) => {
            let edit = match call.keywords.first() {
                Some(first) => Edit::insert(span(first).start, format!("bind={engine}, ")),
                None => Edit::replace(inside, format!("bind={engine}")),
            };
            Finding::offered(
                span(expr),
                message,
                "whether another engine is given to it later does not show",
                Rewrite::new(cx.file.id, [edit]),
            )
        }
    })
}
