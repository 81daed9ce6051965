//! Methods and attributes that have another name, or are gone: the code that all rules about them share, and
//! the rule for Core.
//!
//! A rule is a [`MethodRule`] with a table of [`Method`]s: the class of the receiver, the old name, and what becomes of
//! it. To add one is to add a line (and its name to the list of names, which a test compares). To look at methods in
//! another stage, make a `MethodRule` with a table of its own in a folder of its own.

mod table;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::sqlalchemy::handles;
use alchemod_facts::{Certainty, Value};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::callee::ONLY_NAMED;

/// What becomes of a method or attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Now {
    /// It has this name; 1.4 has it, too.
    Renamed(&'static str),
    /// It has this name, which a user may not want, for this reason; 1.4 has it, too.
    Offered(&'static str, &'static str),
    /// It is gone: what a user can do instead.
    Gone(&'static str),
}

/// A method or attribute that is not what it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Method {
    /// The classes whose instances have it, by canonical path; what inherits from them has it, too.
    pub of: &'static [&'static str],
    /// The old name.
    pub name: &'static str,
    /// What becomes of it.
    pub now: Now,
}

/// An entry of a table.
pub(crate) const fn method(of: &'static [&'static str], name: &'static str, now: Now) -> Method {
    Method { of, name, now }
}

/// A rule that is nothing but its table.
pub(crate) struct MethodRule {
    /// Its identity.
    pub rule: &'static Rule,
    /// Its methods and attributes.
    pub table: &'static [Method],
    /// All their names.
    pub names: Interest,
}

static RULE: Rule = Rule {
    code: "AM521",
    name: "renamed-method",
    stage: Stage::Core,
    summary: "methods and attributes of tables, columns and inspectors have their new names",
    guide: (
        "What's New in SQLAlchemy 2.0",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Methods of tables, columns, types and inspectors.
pub(crate) const RENAMED_METHOD: MethodRule = MethodRule {
    rule: &RULE,
    table: table::METHODS,
    names: Interest::AttributesNamed(table::NAMES),
};

impl Transform for MethodRule {
    fn rule(&self) -> &'static Rule {
        self.rule
    }

    fn interest(&self) -> Interest {
        self.names
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Attribute(attribute)) = cx.file.nodes.get(site) else {
            return None;
        };
        let name = attribute.attr.as_str();
        let mut entries = self
            .table
            .iter()
            .filter(|entry| entry.name == name)
            .peekable();
        entries.peek()?;
        let owner = cx.project.infer(cx.file.id, &attribute.value)?;
        let class = match &owner.value {
            Value::Instance(class) => class.clone(),
            // The class itself, or what is called like one.
            Value::External(path) => path.clone(),
            // Its own method of the name is another one.
            Value::Object(class) if cx.project.infer_member(*class, name).is_none() => {
                cx.project.external_base(*class)?
            }
            _ => return None,
        };
        let entry = entries.find(|entry| entry.of.iter().any(|of| handles::is_a(&class, of)))?;
        finding(cx, attribute, &class, entry, owner.certainty)
    }
}

fn finding(
    cx: &Context<'_, '_>,
    attribute: &ast::ExprAttribute,
    class: &str,
    entry: &Method,
    certainty: Certainty,
) -> Option<Finding> {
    let class = class.rsplit('.').next().unwrap_or(class);
    let place = span(attribute);
    let old = entry.name;
    let (new, doubt) = match entry.now {
        Now::Gone(reason) => {
            return Some(Finding::manual(
                place,
                format!("{class}.{old} is gone or deprecated in 2.x"),
                reason,
            ))
        }
        Now::Renamed(new) => (new, None),
        Now::Offered(new, reason) => (new, Some(reason)),
    };
    let edit = Edit::replace(attribute_name_span(attribute), new);
    let rewrite = Rewrite::new(cx.file.id, [edit]);
    let message = format!("{class}.{old} is {new} now");
    let doubt = doubt.or((certainty == Certainty::Named).then_some(ONLY_NAMED));
    Some(match doubt {
        Some(reason) => Finding::offered(place, message, reason, rewrite),
        None => Finding::safe(place, message, rewrite),
    })
}
