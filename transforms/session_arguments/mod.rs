//! `session-arguments`: what `Session`, `sessionmaker` and their like are made with.

mod indirect;
mod table;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{Certainty, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::{Edit, Span};

use crate::call_edits::{is_bool, named, without, Argument};
use table::{of_argument, signature, Fate, Signature};

/// See the rule's documentation.
pub(crate) struct SessionArguments;

static RULE: Rule = Rule {
    code: "AM801",
    name: "session-arguments",
    stage: Stage::Sessions,
    summary: "arguments of Session and sessionmaker that 2.x takes by name only, or not at all",
    guide: (
        "2.0 Migration - ORM Usage",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-orm-usage",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for SessionArguments {
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
        if let Some(finding) = autocommits(cx, call) {
            return Some(finding);
        }
        if call.args.len() < 2 && call.keywords.is_empty() {
            return None;
        }
        let signature = signature_of(cx, call).or_else(|| indirect::of_super(cx, site, call))?;
        let place = span(call);
        match plan(cx, call, signature) {
            Plan::Nothing => None,
            Plan::Refused(place, reason) => Some(Finding::manual(
                place,
                format!("{} is given what 2.x does not take", signature.shown),
                reason,
            )),
            Plan::Edits(edits) => Some(Finding::safe(
                place,
                format!(
                    "{} takes other arguments in 2.x, and most by name only",
                    signature.shown
                ),
                Rewrite::new(cx.file.id, edits),
            )),
        }
    }
}

/// `create_session()`, whose sessions committed by themselves unless they were told otherwise.
fn autocommits<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    if alchemod_facts::last_name(&call.func) != Some("create_session") {
        return None;
    }
    let called = cx.project.external(cx.file.id, &call.func)?;
    if &*called != "sqlalchemy.orm.create_session" {
        return None;
    }
    let says = |name: &str, known: bool| {
        keyword(call, name).is_some_and(|given| is_bool(&given.value, known))
    };
    if says("autocommit", false) || says("future", true) {
        return None;
    }
    Some(Finding::manual(
        span(call),
        "sessions of create_session() do not commit by themselves in 2.x",
        "on 1.x each flush() and statement was committed at once: call commit(), and make the session with Session(bind, autoflush=False, expire_on_commit=False)",
    ))
}

/// What becomes of the arguments.
enum Plan {
    Nothing,
    Refused(Span, String),
    Edits(Vec<Edit>),
}

/// The signature of what is called, if it makes sessions.
fn signature_of<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<&'static Signature> {
    let called = cx.project.infer(cx.file.id, &call.func)?;
    if called.certainty == Certainty::Named {
        return None;
    }
    match called.value {
        Value::External(path) => signature(&path),
        // A factory hands its arguments on to the class.
        Value::Instance(path) => signature(&format!("{path}()")),
        Value::Method(class, name) => signature(&format!("{class}.{name}")),
        Value::Class(class) => {
            let own = cx.project.infer_member(class, "__init__");
            if matches!(own.map(|own| own.value), Some(Value::Function(_))) {
                return None;
            }
            [
                "sqlalchemy.orm.Session",
                "sqlalchemy.ext.asyncio.AsyncSession",
            ]
            .into_iter()
            .find(|base| cx.project.is_subclass(class, base))
            .and_then(signature)
        }
        _ => None,
    }
}

fn plan(cx: &Context<'_, '_>, call: &ast::ExprCall, signature: &Signature) -> Plan {
    let refused = |place: Span, reason: &str| Plan::Refused(place, reason.to_owned());
    let mut edits = Vec::new();
    let mut gone: Vec<Span> = Vec::new();
    let mut given: Vec<(&str, Span, &ast::Expr, bool)> = Vec::new();
    for (index, value) in call.args.iter().enumerate() {
        if index < signature.first {
            continue;
        }
        let place = span(value);
        if matches!(value, ast::Expr::Starred(_)) {
            if index >= signature.first + signature.by_position {
                return refused(place, "what the starred argument holds is not visible, and 2.x takes all but the first by name only");
            }
            break;
        }
        let Some(name) = signature.names.get(index - signature.first) else {
            return refused(place, "2.x takes all but the first argument by name only, and what this one means depends on the release");
        };
        given.push((name, place, value, true));
    }
    for keyword in &call.keywords {
        if let Some(name) = keyword.arg.as_deref() {
            given.push((name, span(keyword), &keyword.value, false));
        } else if let Some(reason) = indirect::refused_in(cx, &keyword.value, cx.settings.target) {
            return refused(span(keyword), reason);
        }
    }
    for (index, (name, place, value, is_positional)) in given.iter().enumerate() {
        match of_argument(name, value, cx.settings.target) {
            Fate::Stays => {
                if *is_positional && index >= signature.by_position {
                    match named(cx, call, value, name) {
                        Some(edit) => edits.push(edit),
                        None => return refused(*place, "2.x takes this argument by name only"),
                    }
                }
            }
            Fate::Goes => gone.push(*place),
            Fate::Refused(reason) => return refused(*place, reason),
        }
    }
    if !gone.is_empty() {
        let goes = |argument: &Argument<'_>| {
            let place = match argument {
                Argument::Positional(value) => span(*value),
                Argument::Keyword(keyword) => span(*keyword),
            };
            gone.contains(&place)
        };
        match without(cx, call, goes) {
            Some(removed) => edits.extend(removed),
            None => return refused(gone[0], "2.x does not take this argument, and a comment among the arguments keeps it from being removed"),
        }
    }
    // Both spellings of one argument raise.
    let twice = given
        .iter()
        .any(|(name, _, _, is_positional)| *is_positional && keyword(call, name).is_some());
    match edits.is_empty() || twice {
        true => Plan::Nothing,
        false => Plan::Edits(edits),
    }
}
