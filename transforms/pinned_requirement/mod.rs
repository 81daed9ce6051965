//! Requirements that keep a project on releases that cannot run the migrated code.

mod docker;
mod entry;
mod files;
mod packages;
mod ranges;

use alchemod_engine::{Context, Finding, Interest, Rule, Settings, Stage, Target, Transform};
use alchemod_python::NodeId;

use entry::Entry;
pub use files::is_requirements;
use packages::{Needs, Package};

/// See the rule's documentation.
pub(crate) struct PinnedRequirement;

static RULE: Rule = Rule {
    code: "AM920",
    name: "pinned-requirement",
    stage: Stage::Project,
    summary: "requirements that admit no release that runs the migrated code are reported",
    guide: (
        "SQLAlchemy 2.0: Major Migration Guide",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for PinnedRequirement {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[])
    }

    fn check(&self, _: &Context<'_, '_>, _: NodeId) -> Option<Finding> {
        None
    }

    fn check_text(&self, path: &str, text: &str, settings: &Settings) -> Vec<Finding> {
        files::entries(path, text)
            .iter()
            .filter_map(|entry| judge(entry, settings.target))
            .collect()
    }
}

/// What 1.4 changed without a warning in the schema of a program that never ran on it.
const CONSTRAINTS: &str = ". Since 1.4, Boolean and Enum make no CHECK constraint: give them create_constraint=True where new \
                           databases are to have one";

fn judge(entry: &Entry<'_>, target: Target) -> Option<Finding> {
    let package = packages::find(&entry.name)?;
    let needs = package.needs(target)?;
    let first = match needs {
        Needs::Gone(reason) => {
            return Some(Finding::manual(
                entry.span,
                format!("{} is of no use with SQLAlchemy 2.x", package.name),
                reason,
            ))
        }
        Needs::AtLeast(first) => first,
    };
    // What cannot be understood may be anything: a path, an address, a range of another tool.
    let specifiers = ranges::specifiers(entry.range)?;
    if ranges::admits_from(&specifiers, first) {
        return None;
    }
    let is_before_14 = package.name == "SQLAlchemy" && !ranges::admits_from(&specifiers, "1.4");
    let constraints = match is_before_14 {
        true => CONSTRAINTS,
        false => "",
    };
    Some(Finding::manual(
        entry.span,
        format!(
            "{} {} keeps the project on releases that cannot run the migrated code",
            package.name, entry.range
        ),
        format!(
            "{}: require {}{constraints}",
            why(package, target),
            ranges::wanted(package.name, first)
        ),
    ))
}

fn why(package: &Package, target: Target) -> String {
    match (package.name, target) {
        ("SQLAlchemy", Target::V14) => "it runs on 1.4 and 2.x".into(),
        ("SQLAlchemy", Target::V20) => "it runs on 2.x".into(),
        ("SQLAlchemy", Target::V21) => "it runs on 2.1".into(),
        _ => package.why.into(),
    }
}
