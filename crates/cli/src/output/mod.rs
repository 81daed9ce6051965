//! Views of a report.

pub mod diff;
pub mod json;
pub mod rules;
pub mod style;
pub mod summary;
pub mod text;

use alchemod_engine::{Outcome, Reported, Safety};

/// Why a finding is not simply done: empty for safe ones.
pub fn reason(finding: &Reported) -> &str {
    match &finding.safety {
        Safety::Safe if finding.outcome == Outcome::Undone => {
            "its rewrite would not have been sound"
        }
        Safety::Safe => "",
        Safety::Unsafe(reason) | Safety::Manual(reason) => reason,
    }
}
