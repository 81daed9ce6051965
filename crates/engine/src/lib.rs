//! The machine that runs transforms: it knows no transform, no disk and no terminal.
//!
//! [`run`] takes the texts of a project and the ordered list of transforms, and gives back the new
//! texts and a [`Report`] from which every output is made.

mod build;
mod compose;
mod context;
mod dispatch;
mod finding;
mod imports;
mod pass;
mod prefilter;
mod record;
mod report;
mod rule;
mod run;
mod settings;
mod sites;
mod snapshot;
mod stages;
mod texts;
mod transform;

pub use context::Context;
pub use finding::{Finding, ImportWish, Rewrite, Safety};
pub use imports::Import;
pub use report::{FileReport, Outcome, Problem, Report, Reported};
pub use rule::{Rule, Stage};
pub use run::{run, Input};
pub use settings::{PythonVersion, Selection, Settings, Target};
pub use transform::{Interest, Transform};
