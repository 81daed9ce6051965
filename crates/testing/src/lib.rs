//! The harness for transforms: a case is a file of Python as users write it, or a folder of them.
//!
//! [`run_cases`] runs all cases of a folder and snapshots what becomes of each. For every case, without
//! anyone writing a test, it checks that
//! - every new text parses;
//! - a second run changes nothing;
//! - every comment is still there;
//! - with `\r\n` for line ends, and with tabs for indentation, the same is done;
//! - no rewrite had to be undone, and findings stand within the user's text;
//! - what a second run leaves to the user is what the first one left;
//! - a case whose name begins with `keep_` comes out as it is.
//!
//! [`run_docs`] does the same with the examples in the rules' documentation. [`environments`] has interpreters
//! with real SQLAlchemy.
//!
//! While a case is being written, the environment variable `ALCHEMOD_TEST_CASE` runs only those whose name has that
//! text in it.
//!
//! A case's first line may set what it runs with: `# settings: target=1.4 python=3.9 unsafe select=AM1
//! ignore=AM101`. In a folder the line of the first file (by name) counts for all.

mod case;
mod check;
mod docs;
pub mod environments;
mod render;

use std::path::Path;

use alchemod_engine::Transform;

pub use case::{Case, CaseError};
pub use check::check;
pub use docs::{examples, run_docs, Example};
pub use render::render;

/// Runs all cases in `folder`, checks each and compares what became of it with the snapshot of its name in
/// `snapshots`. Of several faults all are told.
///
/// Gives how many cases ran.
///
/// # Panics
/// If the folder has no cases, a case cannot be read, a check fails or a snapshot differs.
pub fn run_cases(folder: &Path, snapshots: &Path, transforms: &[&dyn Transform]) -> usize {
    let cases = Case::all(folder).unwrap_or_else(|error| panic!("{error}"));
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    let mut faults = Vec::new();
    let wanted = std::env::var("ALCHEMOD_TEST_CASE").ok();
    let mut ran = 0;
    for case in &cases {
        if wanted
            .as_ref()
            .is_some_and(|part| !case.name.contains(part))
        {
            continue;
        }
        ran += 1;
        faults.extend(
            check(case, transforms)
                .into_iter()
                .map(|fault| format!("{}: {fault}", case.name)),
        );
        let shown = render(case, &case.run(transforms));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(snapshots);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(case.name.as_str(), shown));
        }));
        if compared.is_err() {
            faults.push(format!("{}: its snapshot differs", case.name));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    ran
}
