//! What a transform says of itself.

use crate::Target;

/// Transforms of one stage look at the same snapshot of the project. Stages run in this order;
/// between them only changed files are parsed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Names that moved: first, so that later stages see one spelling.
    Imports,
    /// Declarative bases and columns: relationships are typed by their foreign keys.
    Models,
    /// Relationships: after the columns that give them their direction and nullability.
    Relationships,
    /// Selects, expressions, inserts, tables: what later stages run has its 2.x form.
    Core,
    /// Rows and results: before execution, which puts the statements that use them into blocks.
    Results,
    /// Engines, connections, URLs: who runs a statement, and in which transaction.
    Execution,
    /// Sessions, events, asynchronous sessions.
    Sessions,
    /// Queries: as they read all of the above.
    Queries,
    /// What stands around the code: configuration, revision scripts, requirements.
    Project,
}

impl Stage {
    /// All stages in the order in which they run.
    pub const ALL: [Stage; 9] = [
        Stage::Imports,
        Stage::Models,
        Stage::Relationships,
        Stage::Core,
        Stage::Results,
        Stage::Execution,
        Stage::Sessions,
        Stage::Queries,
        Stage::Project,
    ];

    /// The name that `--select` takes.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Imports => "imports",
            Stage::Models => "models",
            Stage::Relationships => "relationships",
            Stage::Core => "core",
            Stage::Results => "results",
            Stage::Execution => "execution",
            Stage::Sessions => "sessions",
            Stage::Queries => "queries",
            Stage::Project => "project",
        }
    }
}

/// The identity and documentation of a transform.
#[derive(Debug)]
pub struct Rule {
    /// The short code, `AM` and three digits; the first digit is the stage.
    pub code: &'static str,
    /// The name in kebab case, e.g. `query-to-select`.
    pub name: &'static str,
    /// When it runs.
    pub stage: Stage,
    /// One line: what it turns into what.
    pub summary: &'static str,
    /// The section of SQLAlchemy's documentation that asks for it: title and address.
    pub guide: (&'static str, &'static str),
    /// The lowest target whose releases run what it writes.
    pub since: Target,
    /// Its documentation in Markdown: shapes accepted, shapes refused and why, with a
    /// before and an after; shown by `alchemod explain` and run as tests.
    pub doc: &'static str,
}
