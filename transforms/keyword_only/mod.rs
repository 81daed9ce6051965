//! `keyword-only`: arguments that 2.x takes by name only get their names.

mod table;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Certainty;
use alchemod_python::arguments::argument_span;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

use crate::callee::{shown, Callee, ONLY_NAMED};

/// Calls with more positional arguments than 2.x takes.
pub(crate) struct KeywordOnly;

static RULE: Rule = Rule {
    code: "AM522",
    name: "keyword-only",
    stage: Stage::Core,
    summary: "arguments that 2.x takes by name only get their names",
    guide: (
        "What's New in SQLAlchemy 2.0: behavioral changes",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for KeywordOnly {
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
        // Cheap tests first: most calls have few positional arguments.
        if call.args.len() < table::LEAST {
            return None;
        }
        let callee = Callee::of(cx, call)?;
        let entry = table::SIGNATURES.iter().find(|entry| callee.is(entry.of))?;
        if call.args.len() <= entry.positional {
            return None;
        }
        let place = span(call);
        let message = format!("{}() takes arguments by name now", shown(entry.of));
        let taken = &entry.names[entry.positional.min(entry.names.len())..];
        let given = call.args.len() - entry.positional;
        let starred = call
            .args
            .iter()
            .any(|arg| matches!(arg, ast::Expr::Starred(_)));
        if starred || given > taken.len() || taken[..given].iter().any(|name| name.starts_with('-'))
        {
            let names: Vec<&str> = entry
                .names
                .iter()
                .map(|name| name.trim_start_matches('-'))
                .collect();
            let gone: Vec<&str> = entry
                .names
                .iter()
                .filter_map(|name| name.strip_prefix('-'))
                .collect();
            let mut reason = format!("in order the arguments were: {}", names.join(", "));
            if !gone.is_empty() {
                reason.push_str(&format!("; gone are: {}", gone.join(", ")));
            }
            return Some(Finding::manual(place, message, reason));
        }
        let mut edits = Vec::new();
        for (arg, name) in call.args.iter().zip(entry.names).skip(entry.positional) {
            let at = argument_span(cx.file.tree, call, arg)?.start;
            edits.push(Edit::insert(at, format!("{name}=")));
        }
        let rewrite = Rewrite::new(cx.file.id, edits);
        Some(match callee.certainty {
            Certainty::Named => Finding::offered(place, message, ONLY_NAMED, rewrite),
            Certainty::Flowed | Certainty::Proven => Finding::safe(place, message, rewrite),
        })
    }
}
