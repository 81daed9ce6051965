//! The machine that runs transforms: it knows no transform, no disk and no terminal.
//!
//! [`run`] takes the texts of a project and the ordered list of transforms, and gives back the new
//! texts and a [`Report`] from which every output is made.

mod context;
mod finding;
mod imports;
mod report;
mod rule;
mod run;
mod settings;
mod transform;

pub use context::Context;
pub use finding::{Finding, ImportWish, Rewrite, Safety};
pub use imports::Import;
pub use report::{FileReport, Outcome, Problem, Report, Reported};
pub use rule::{Rule, Stage};
pub use run::{run, Input};
pub use settings::{PythonVersion, Selection, Settings, Target};
pub use transform::{Interest, Transform};
