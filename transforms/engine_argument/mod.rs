//! `engine-argument`: arguments of `create_engine()` and of pools that 2.x takes no more.

mod table;

use alchemod_engine::{Rule, Stage, Target};

use crate::removed_argument::{ArgumentRule, Options};

static RULE: Rule = Rule {
    code: "AM620",
    name: "engine-argument",
    stage: Stage::Execution,
    summary:
        "arguments of create_engine() and of pools that 2.x takes no more are dropped or renamed",
    guide: (
        "Engine Configuration: create_engine()",
        "https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_engine",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Arguments of engines and pools.
pub(crate) const ENGINE_ARGUMENT: ArgumentRule = ArgumentRule {
    rule: &RULE,
    tables: &[table::ARGUMENTS],
    options: &[Options {
        name: "SQLALCHEMY_ENGINE_OPTIONS",
        of: "sqlalchemy.create_engine",
    }],
};
