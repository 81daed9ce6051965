//! Tests that replace what 2.x has no more, or that expect warnings which it does not give.

mod expected;
mod table;

use std::sync::Arc;

use alchemod_engine::{Context, Finding, Interest, Rule, Settings, Stage, Target, Transform};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::sqlalchemy::{handles, names};
use alchemod_facts::{last_name, string, Certainty, Typed, Value};
use alchemod_python::{ast, span, NodeId};

use table::Becomes;

/// See the rule's documentation.
pub(crate) struct TestDoubles;

static RULE: Rule = Rule {
    code: "AM921",
    name: "test-doubles",
    stage: Stage::Project,
    summary: "tests that replace methods which 2.x has no more, or expect warnings which it does not give, are reported",
    guide: (
        "SQLAlchemy 2.0: Major Migration Guide",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Functions that replace or look at an attribute, and those that expect warnings.
const NAMES: &[&str] = &[
    "assertRaises",
    "assertRaisesRegex",
    "assertWarns",
    "assertWarnsRegex",
    "delattr",
    "filterwarnings",
    "getattr",
    "hasattr",
    "object",
    "patch",
    "pop",
    "raises",
    "setattr",
    "spy",
    "stub",
    "warns",
];

impl Transform for TestDoubles {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(NAMES)
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        match last_name(&call.func)? {
            "assertRaises" | "assertRaisesRegex" | "assertWarns" | "assertWarnsRegex" | "pop"
            | "raises" | "warns" => expected::check(cx, call),
            "filterwarnings" => expected::filter(cx, call),
            _ => replaced(cx, call),
        }
    }

    fn check_text(&self, path: &str, text: &str, _: &Settings) -> Vec<Finding> {
        expected::in_configuration(path, text)
    }
}

/// `patch.object(Engine, "execute")`, `patch("app.db.engine.execute")`, `hasattr(engine, "execute")`.
fn replaced<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let first = call.args.first()?;
    let second = call.args.get(1).and_then(string);
    let (owner, name) = match (string(first), second) {
        // The cheap test first: most attributes are none of the table.
        (None, Some(name)) => {
            table::becomes(name, |_| true)?;
            (cx.project.infer(cx.file.id, first)?, name)
        }
        (Some(path), _) => {
            let (owner, name) = path.rsplit_once('.')?;
            table::becomes(name, |_| true)?;
            (owner_of(cx, owner)?, name)
        }
        _ => return None,
    };
    if owner.certainty == Certainty::Named {
        return None;
    }
    let class = class_of(cx, &owner.value)?;
    let becomes = table::becomes(name, |known| handles::is_a(&class, known))?;
    let asks = matches!(last_name(&call.func), Some("hasattr" | "getattr"));
    let short = class.rsplit('.').next().unwrap_or(&class);
    let (message, reason) = match becomes {
        Becomes::Uncalled(_) if asks => return None,
        Becomes::Uncalled(reason) => (
            format!("{short}.{name} is replaced here, and the migrated code may not call it"),
            format!("{reason}: replace that"),
        ),
        Becomes::Gone(reason) if asks => (
            format!("2.x has no {short}.{name} to ask for"),
            reason.to_owned(),
        ),
        Becomes::Gone(reason) => (
            format!("2.x has no {short}.{name} to replace"),
            reason.to_owned(),
        ),
    };
    Some(Finding::manual(span(call), message, reason))
}

/// What a dotted path of modules and names means.
fn owner_of(cx: &Context<'_, '_>, path: &str) -> Option<Typed> {
    if names::exists(path, names::Release::V14) == Some(true) {
        let path = names::canonical(path).into_owned();
        return Some(Typed::proven(Value::External(path.into())));
    }
    // The longest module counts.
    path.match_indices('.').rev().find_map(|(at, _)| {
        let module = cx.project.modules().find(&path[..at], cx.file.id)?;
        cx.project.infer_dotted(module, ScopeId(0), &path[at + 1..])
    })
}

/// The class of another package whose method it is: an object's, or that of a class.
fn class_of(cx: &Context<'_, '_>, value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Instance(class) => Some(class.clone()),
        Value::External(path) => Some(path.clone()),
        Value::Object(class) | Value::Class(class) => cx.project.external_base(*class),
        _ => None,
    }
}
