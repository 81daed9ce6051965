//! Connections of connections, and arguments of `connect()`.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::Certainty;
use alchemod_python::arguments::{inside_parentheses, keyword, removal};
use alchemod_python::chain::{attribute_name_span, Link};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::execution::receiver::{method_call, receiver, Receiver};

/// See the rule's documentation.
pub(crate) struct ConnectionConnect;

static RULE: Rule = Rule {
    code: "AM606",
    name: "connection-connect",
    stage: Stage::Execution,
    summary: "Connection.connect(), contextual_connect() and close_with_result",
    guide: (
        "Migration to 2.0 Step Four - Use the future flag on Engine",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-to-2-0-step-four-use-the-future-flag-on-engine",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for ConnectionConnect {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["begin", "connect", "contextual_connect", "raw_connection"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let expr = cx.file.nodes.get(site).expr()?;
        let ast::Expr::Call(call) = expr else {
            return None;
        };
        let (method, runner) = method_call(call)?;
        if method.attr.as_str() == "begin" {
            keyword(call, "close_with_result")?;
        }
        let (what, certainty) = receiver(cx, runner)?;
        let (message, made) = match (what, method.attr.as_str()) {
            (Receiver::Engine, "raw_connection") => {
                keyword(call, "_connection")?;
                (
                    "raw_connection() takes no connection on 2.x",
                    Err(
                        "take the driver's connection of the other one: connection.connection"
                            .to_owned(),
                    ),
                )
            }
            (Receiver::Engine, "begin") => (
                "begin() takes no close_with_result on 2.x",
                of_engine(cx, call, method, "begin")?,
            ),
            (Receiver::Engine, name) => (
                "engines have connect() without arguments on 2.x",
                of_engine(cx, call, method, name)?,
            ),
            (Receiver::Connection, "connect" | "contextual_connect") => (
                "a connection of a connection is the connection itself",
                branch(
                    cx,
                    site,
                    Link {
                        expr,
                        call,
                        attribute: method,
                    },
                    runner,
                ),
            ),
            _ => return None,
        };
        Some(match made {
            Err(reason) => Finding::manual(span(call), message, reason),
            Ok((edits, wishes)) => {
                let rewrite = Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes);
                if certainty == Certainty::Named {
                    Finding::offered(span(call), message, "it is known only by its name", rewrite)
                } else {
                    Finding::safe(span(call), message, rewrite)
                }
            }
        })
    }
}

type Made = Result<(Vec<Edit>, Vec<ImportWish>), String>;

/// `engine.contextual_connect(close_with_result=...)`; `None` if it is the 2.x form.
fn of_engine(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    method: &ast::ExprAttribute,
    name: &str,
) -> Option<Made> {
    let mut edits = Vec::new();
    if name == "contextual_connect" {
        edits.push(Edit::replace(attribute_name_span(method), "connect"));
    }
    if let Some(option) = keyword(call, "close_with_result") {
        match removal(cx.file.tree, call, option) {
            Some(at) => edits.push(Edit::delete(at)),
            None => return Some(Err("its arguments cannot be found in the text".into())),
        }
    } else if let Some(first) = call.args.first() {
        let inside = inside_parentheses(cx.file.tree, call)?;
        if call.args.len() + call.keywords.len() == 1 && matches!(first, ast::Expr::Constant(_)) {
            edits.push(Edit::delete(inside));
        } else {
            return Some(Err("2.x takes no arguments here".into()));
        }
    }
    (!edits.is_empty()).then_some(Ok((edits, Vec::new())))
}

/// `connection.connect()`: 1.4 gave a branch, whose `close()` did nothing.
fn branch<'t>(cx: &Context<'_, 't>, site: NodeId, link: Link<'t>, runner: &'t ast::Expr) -> Made {
    let tail = Edit::delete(link.tail_span(cx.file.tree));
    let Some(parent) = cx.file.nodes.parent(site) else {
        return Err(CLOSED.into());
    };
    match cx.file.nodes.get(parent) {
        Node::Expr(ast::Expr::Attribute(next)) if next.attr.as_str() != "close" => {
            Ok((vec![tail], Vec::new()))
        }
        Node::Stmt(ast::Stmt::Assign(n)) => match n.targets.as_slice() {
            [ast::Expr::Name(name)] if !is_closed(cx, site, name.id.as_str()) => {
                Ok((vec![tail], Vec::new()))
            }
            _ => Err(CLOSED.into()),
        },
        Node::WithItem(_) => {
            let null = cx.import("contextlib.nullcontext");
            let whole = cx.file.nodes.get(site).span();
            let edit = Edit::replace(whole, format!("{}({})", null.text, cx.source(runner)));
            Ok((vec![edit], null.wish.into_iter().collect()))
        }
        _ => Err(CLOSED.into()),
    }
}

const CLOSED: &str = "closing what it gives did nothing on 1.4, and would close the connection itself on 2.x: use the connection, and close only that";

/// Whether the name is closed, entered or given away in its scope.
fn is_closed(cx: &Context<'_, '_>, site: NodeId, name: &str) -> bool {
    let scope = cx.file.scopes.of(site);
    let owner = cx.file.scopes.lookup(name, scope).map(|(owner, _)| owner);
    cx.file.nodes.iter().any(|(id, node)| {
        let Node::Expr(ast::Expr::Name(n)) = node else {
            return false;
        };
        if n.id.as_str() != name || n.ctx != ast::ExprContext::Load {
            return false;
        }
        if cx
            .file
            .scopes
            .lookup(name, cx.file.scopes.of(id))
            .map(|(o, _)| o)
            != owner
        {
            return false;
        }
        let Some(parent) = cx.file.nodes.parent(id) else {
            return true;
        };
        match cx.file.nodes.get(parent) {
            Node::Expr(ast::Expr::Attribute(a)) => a.attr.as_str() == "close",
            _ => true,
        }
    })
}
