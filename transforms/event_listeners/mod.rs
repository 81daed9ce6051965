//! `event-listeners`: listeners whose target or arguments are others in 2.x.

mod executes;
mod signature;
mod table;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::string;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

use signature::Change;
use table::{event_named, Event, REMOVED};

/// See the rule's documentation.
pub(crate) struct EventListeners;

static RULE: Rule = Rule {
    code: "AM810",
    name: "event-listeners",
    stage: Stage::Sessions,
    summary: "event listeners take the arguments of 2.x, and listen to Mapper in place of mapper",
    guide: (
        "SQLAlchemy 2.0: core events and ORM events",
        "https://docs.sqlalchemy.org/en/20/core/events.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const CALLS: &[&str] = &["contains", "listen", "listens_for", "remove"];

impl Transform for EventListeners {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(CALLS)
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let event = string(call.args.get(1)?)?;
        let callee = cx.project.external(cx.file.id, &call.func)?;
        let name = callee.strip_prefix("sqlalchemy.event.")?;
        if !CALLS.contains(&name) {
            return None;
        }
        let place = span(call);
        if let Some((_, reason)) = REMOVED.iter().find(|(known, _)| *known == event) {
            return Some(Finding::manual(
                place,
                format!("the event `{event}` is gone"),
                *reason,
            ));
        }
        target(cx, site, call)
            .or_else(|| {
                let known = event_named(event).filter(|known| known.since <= cx.settings.target)?;
                arguments(cx, site, call, known)
            })
            .or_else(|| {
                let (place, is_bound) = match (event, name) {
                    ("engine_connect", "listen" | "listens_for") => {
                        signature::listener(cx, site, call)?
                    }
                    _ => return None,
                };
                executes::check(cx, place, is_bound)
            })
    }
}

/// `listen(mapper, ...)`: the function is gone as a target.
fn target<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let target = call.args.first()?;
    let path = cx.project.external(cx.file.id, target)?;
    if &*path != "sqlalchemy.orm.mapper" {
        return None;
    }
    let import = cx.at(site).import("sqlalchemy.orm.Mapper");
    let local = match target {
        ast::Expr::Name(name) => Some(alchemod_engine::ImportWish::MayGo(name.id.to_string())),
        _ => None,
    };
    let rewrite = Rewrite::new(cx.file.id, [Edit::replace(span(target), import.text)])
        .wish(cx.file.id, import.wish.into_iter().chain(local));
    Some(Finding::safe(
        span(target),
        "events of all mappers are those of the class Mapper, not of mapper()",
        rewrite,
    ))
}

/// The listener's arguments.
fn arguments<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    event: &Event,
) -> Option<Finding> {
    let message = format!("listeners to `{}` take ({}) now", event.name, event.shown);
    match signature::change(cx, site, call, event)? {
        Change::Edits(file, edits) => Some(Finding::safe(
            span(call),
            message,
            Rewrite::new(file, edits).without_comments(file, cx.project.file(file).tree),
        )),
        Change::Refused(reason) => Some(Finding::manual(span(call), message, reason)),
    }
}
