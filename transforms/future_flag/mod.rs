//! `future-flag`: `create_engine(future=True)` says nothing on 2.x.

use alchemod_engine::{Rule, Stage, Target};

use crate::removed_argument::{argument, Argument, ArgumentRule, Given, Then};

static RULE: Rule = Rule {
    code: "AM902",
    name: "future-flag",
    // Last: other rules see by it that the program was written for 2.x.
    stage: Stage::Project,
    summary: "create_engine(future=True) loses its flag",
    guide: (
        "Migrating to SQLAlchemy 2.0: migration step four, use the future flag on Engine",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

const ARGUMENTS: &[Argument] = &[
    // 1.4 has no other asynchronous engines.
    argument(
        &[
            "sqlalchemy.ext.asyncio.async_engine_from_config",
            "sqlalchemy.ext.asyncio.create_async_engine",
        ],
        "future",
        &[(Given::True, Then::Drop)],
    ),
    argument(
    &["sqlalchemy.create_engine", "sqlalchemy.engine_from_config", "sqlmodel.create_engine"],
    "future",
    &[(
        Given::True,
        Then::DropUnsafe(
            "2.x is always so, but without it the program looks like one written for 1.x: drop it once all else is migrated",
        ),
    )],
)];

/// The flag of engines.
pub(crate) const FUTURE_FLAG: ArgumentRule = ArgumentRule {
    rule: &RULE,
    tables: &[ARGUMENTS],
    options: &[],
};
