//! Findings, one a line.

use std::io::{self, Write};

use alchemod_engine::{Outcome, Reported, Safety};

use crate::analysis::Analysis;
use crate::output::reason;
use crate::output::style::{self, Paint};
use crate::trouble::one_line;

/// Writes `path:line:column: CODE name message (reason) [guide section]` for every finding that is not
/// suppressed.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(out: &mut dyn Write, analysis: &Analysis, paint: Paint) -> io::Result<()> {
    for (file, report) in analysis.files() {
        let path = one_line(&file.shown.to_string_lossy());
        for finding in shown(&report.findings) {
            let (line, column) = finding.start;
            writeln!(
                out,
                "{}:{line}:{column}: {} {} {}{} {}",
                paint.with(style::BOLD, &path),
                paint.with(style::ACCENT, finding.rule.code),
                finding.rule.name,
                one_line(&finding.message),
                paint.with(style::WARN, told_reason(finding)),
                paint.with(style::DIM, format!("[{}]", finding.rule.guide.0)),
            )?;
        }
    }
    Ok(())
}

/// The findings that count.
pub fn shown(findings: &[Reported]) -> impl Iterator<Item = &Reported> {
    findings
        .iter()
        .filter(|finding| finding.outcome != Outcome::Suppressed)
}

fn told_reason(finding: &Reported) -> String {
    let why = one_line(reason(finding));
    match (&finding.safety, finding.outcome) {
        (Safety::Safe, outcome) if outcome != Outcome::Undone => String::new(),
        (Safety::Unsafe(_), _) => format!(" (unsafe: {why})"),
        _ => format!(" (by hand: {why})"),
    }
}
