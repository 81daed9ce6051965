//! `engine-attribute`: methods and attributes of engines, pools and raw connections that have another name.

mod table;

use alchemod_engine::{Interest, Rule, Stage, Target};

use crate::renamed_method::MethodRule;

static RULE: Rule = Rule {
    code: "AM626",
    name: "engine-attribute",
    stage: Stage::Execution,
    summary: "methods and attributes of URLs, pools and raw connections have their new names",
    guide: (
        "What's New in SQLAlchemy 2.0",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Methods and attributes of URLs, pools and raw connections.
pub(crate) const ENGINE_ATTRIBUTE: MethodRule = MethodRule {
    rule: &RULE,
    table: table::METHODS,
    names: Interest::AttributesNamed(table::NAMES),
};
