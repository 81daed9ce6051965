//! `async-sessionmaker`: factories of asynchronous sessions.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::Value;
use alchemod_python::arguments::{argument, has_unpacking};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::call_edits::{is_positional, without};

/// See the rule's documentation.
pub(crate) struct AsyncSessionmaker;

static RULE: Rule = Rule {
    code: "AM820",
    name: "async-sessionmaker",
    stage: Stage::Sessions,
    summary: "sessionmaker(class_=AsyncSession) is async_sessionmaker()",
    guide: (
        "SQLAlchemy 2.0: asyncio, async_sessionmaker",
        "https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#sqlalchemy.ext.asyncio.async_sessionmaker",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

const ASYNC_SESSION: &str = "sqlalchemy.ext.asyncio.AsyncSession";
const SYNC_FACTORY: &str = "sqlalchemy.orm.sessionmaker";
const FACTORY: &str = "sqlalchemy.ext.asyncio.async_sessionmaker";

impl Transform for AsyncSessionmaker {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let class = argument(call, Some(1), "class_")?;
        if cx.project.external(cx.file.id, &call.func).as_deref() != Some(SYNC_FACTORY) {
            return None;
        }
        let is_plain = match cx.project.infer(cx.file.id, class)?.value {
            Value::External(path) if &*path == ASYNC_SESSION => true,
            Value::Class(class) if cx.project.is_subclass(class, ASYNC_SESSION) => false,
            _ => return None,
        };
        const MESSAGE: &str = "a sessionmaker of asynchronous sessions is an async_sessionmaker";
        let place = span(call);
        // Positional arguments get their names first.
        if has_unpacking(call) || call.args.len() > 2 {
            return Some(Finding::manual(
                place,
                MESSAGE,
                "its arguments are not all visible: async_sessionmaker takes the same ones, all but the first by name",
            ));
        }
        if goes_to_scoped_session(cx, site) {
            return None;
        }
        let at = cx.at(site);
        let import = at.import(FACTORY);
        let mut edits = vec![Edit::replace(span(call.func.as_ref()), import.text.clone())];
        let mut wishes: Vec<ImportWish> = import.wish.into_iter().collect();
        wishes.extend(may_go(&call.func));
        if let Some(annotation) = annotation(cx, site) {
            edits.push(Edit::replace(span(annotation), import.text));
        }
        if is_plain {
            let removed = without(cx, call, |argument| {
                argument.name() == Some("class_") || is_positional(argument, class)
            });
            // It may as well stay.
            if let Some(removed) = removed {
                edits.extend(removed);
                wishes.extend(may_go(class));
            }
        }
        let rewrite = Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes);
        Some(Finding::safe(place, MESSAGE, rewrite))
    }
}

fn may_go(name: &ast::Expr) -> Option<ImportWish> {
    match name {
        ast::Expr::Name(name) => Some(ImportWish::MayGo(name.id.to_string())),
        _ => None,
    }
}

/// `scoped_session(sessionmaker(...))` is wrong as a whole: another rule tells.
fn goes_to_scoped_session(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let parent = cx.file.nodes.parent(site);
    matches!(parent.map(|id| cx.file.nodes.get(id)), Some(Node::Expr(ast::Expr::Call(outer)))
        if cx.project.external(cx.file.id, &outer.func).as_deref() == Some("sqlalchemy.orm.scoped_session"))
}

/// The annotation of `factory: sessionmaker = sessionmaker(...)`.
fn annotation<'t>(cx: &Context<'_, 't>, site: NodeId) -> Option<&'t ast::Expr> {
    let parent = cx.file.nodes.parent(site)?;
    let ast::Stmt::AnnAssign(stmt) = cx.file.nodes.get(parent).stmt()? else {
        return None;
    };
    let path = cx.project.external(cx.file.id, &stmt.annotation)?;
    (&*path == SYNC_FACTORY).then_some(stmt.annotation.as_ref())
}
