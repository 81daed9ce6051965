//! `moved-name`: names that 2.x has under another module or spelling.

mod aliases;
mod attributes;
mod fallback;
mod fate;
mod harmless;
mod path;
mod plan;
mod star;
mod statements;
#[cfg(test)]
mod tests;
mod uses;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_python::{Node, NodeId};

/// Import statements and attributes that name what has moved.
pub struct MovedName;

static RULE: Rule = Rule {
    code: "AM101",
    name: "moved-name",
    stage: Stage::Imports,
    summary: "names that moved or were renamed are imported from where 2.x has them",
    guide: (
        "What's New in SQLAlchemy 2.0: migration steps",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for MovedName {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Imports, Interest::Names])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Stmt(_) => statements::check(cx, site),
            _ => attributes::check(cx, site),
        }
    }
}
