//! What became of a case, for snapshots.

use std::fmt::Write;

use alchemod_engine::{Outcome, Report, Safety};
use alchemod_text::unified_diff;

use crate::Case;

/// The diff of each file, and all findings.
pub fn render(case: &Case, report: &Report) -> String {
    let after = case.after(report);
    let mut shown = String::new();
    for ((path, old), (_, new)) in case.files.iter().zip(&after.files) {
        let path = path.to_string_lossy().replace('\\', "/");
        if let Some(diff) = unified_diff(old, new, &path, &path, 3) {
            shown.push_str(&diff.to_string());
        }
    }
    if shown.is_empty() {
        shown.push_str("(no change)\n");
    }
    for file in &report.files {
        for finding in &file.findings {
            let path = file.path.to_string_lossy().replace('\\', "/");
            let (line, column) = finding.start;
            let outcome = match finding.outcome {
                Outcome::Rewritten => "rewritten",
                Outcome::Offered => "offered",
                Outcome::Manual => "manual",
                Outcome::Suppressed => "suppressed",
                Outcome::Undone => "undone",
            };
            // Writing to a string cannot fail.
            let _ = write!(
                shown,
                "{path}:{line}:{column}: {} {outcome}: {}",
                finding.rule.code, finding.message
            );
            if let Safety::Unsafe(reason) | Safety::Manual(reason) = &finding.safety {
                let _ = write!(shown, " ({reason})");
            }
            shown.push('\n');
        }
    }
    shown
}
