//! Tiny transforms for the engine's tests.
#![allow(dead_code)]

use alchemod_engine::{
    run, Context, Finding, Input, Interest, Report, Rewrite, Rule, Settings, Stage, Target,
    Transform,
};
use alchemod_python::{ast, span, NodeId};
use alchemod_text::{Edit, Span};

/// A transform that is a function.
pub struct Calls {
    pub rule: &'static Rule,
    pub named: &'static [&'static str],
    pub check: fn(&Context<'_, '_>, &ast::ExprCall) -> Option<Finding>,
}

impl Transform for Calls {
    fn rule(&self) -> &'static Rule {
        self.rule
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(self.named)
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Call(call) => (self.check)(cx, call),
            _ => None,
        }
    }
}

pub const fn rule(code: &'static str, stage: Stage, since: Target) -> Rule {
    Rule {
        code,
        name: "tiny",
        stage,
        summary: "for tests",
        guide: ("none", "https://example.org"),
        since,
        doc: "",
    }
}

pub static RULE: Rule = rule("AM901", Stage::Queries, Target::V14);

/// The span of a call's callee.
pub fn callee(call: &ast::ExprCall) -> Span {
    span(call.func.as_ref())
}

/// Turns `old(...)` into `new(...)`.
pub static RENAME: Calls = Calls {
    rule: &RULE,
    named: &["old"],
    check: |cx, call| {
        let edit = Edit::replace(callee(call), "new");
        Some(Finding::safe(
            span(call),
            "old is new",
            Rewrite::new(cx.file.id, [edit]),
        ))
    },
};

/// Runs one transform over files that all mention sqlalchemy.
pub fn run_on(files: &[(&str, &str)], transforms: &[&dyn Transform]) -> Report {
    run_with(files, transforms, &Settings::default())
}

pub fn run_with(
    files: &[(&str, &str)],
    transforms: &[&dyn Transform],
    settings: &Settings,
) -> Report {
    let inputs = files
        .iter()
        .map(|(path, text)| Input::new(*path, *text))
        .collect();
    run(inputs, transforms, settings)
}

/// The new text of a file, or what it was.
pub fn text_of(report: &Report, path: &str, old: &str) -> String {
    report
        .files
        .iter()
        .find(|file| file.path.to_str() == Some(path))
        .and_then(|file| file.new_text.clone())
        .unwrap_or_else(|| old.to_owned())
}
