//! The report as JSON; `docs/json.md` beside this crate describes it.

use std::io::{self, Write};

use alchemod_engine::{Outcome, Reported, Safety};
use alchemod_text::LineIndex;
use serde_json::{json, Value};

use crate::analysis::Analysis;
use crate::output::{reason, text};
use crate::plan::Plan;

/// Raised when a key changes its meaning or goes; new keys do not raise it.
const SCHEMA: u32 = 1;

/// Writes the whole report as one JSON object.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(out: &mut dyn Write, analysis: &Analysis, plan: &Plan<'_>) -> io::Result<()> {
    let settings = &analysis.project.settings;
    let mut findings = Vec::new();
    for (file, report) in analysis.files() {
        for found in text::shown(&report.findings) {
            findings.push(finding(analysis, &file.shown.to_string_lossy(), found));
        }
    }
    let changes: Vec<Value> = plan
        .changes()
        .iter()
        .map(|change| {
            json!({
                "path": change.file.shown.to_string_lossy(),
                "edits": line_edits(change.file.source.text(), change.text),
            })
        })
        .collect();
    let troubles = analysis.project.troubles.iter().chain(&plan.troubles);
    let problems: Vec<Value> = troubles
        .map(|trouble| {
            json!({
                "path": trouble.path.to_string_lossy(),
                "line": trouble.place.map(|(line, _)| line),
                "column": trouble.place.and_then(|(_, column)| column),
                "message": trouble.message,
            })
        })
        .collect();
    let report = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "target": settings.target,
        "python_version": settings.python.to_string(),
        "unsafe": settings.unsafe_rewrites,
        "files_read": analysis.project.asked().count(),
        "findings": findings,
        "changes": changes,
        "problems": problems,
    });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn finding(analysis: &Analysis, path: &str, finding: &Reported) -> Value {
    let edits: Vec<Value> = finding
        .edits
        .iter()
        .map(|(path, edit)| {
            json!({
                "path": analysis.shown(path).to_string_lossy(),
                "start": edit.span.start,
                "end": edit.span.end,
                "text": edit.text,
            })
        })
        .collect();
    let (title, url) = finding.rule.guide;
    json!({
        "path": path,
        "line": finding.start.0,
        "column": finding.start.1,
        "end_line": finding.end.0,
        "end_column": finding.end.1,
        "start": finding.span.start,
        "end": finding.span.end,
        "code": finding.rule.code,
        "name": finding.rule.name,
        "stage": finding.rule.stage,
        "message": finding.message,
        "safety": safety(&finding.safety),
        "reason": reason(finding),
        "outcome": outcome(finding.outcome),
        "guide": { "title": title, "url": url },
        "edits": edits,
    })
}

fn safety(safety: &Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Unsafe(_) => "unsafe",
        Safety::Manual(_) => "manual",
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Rewritten => "rewritten",
        Outcome::Offered => "offered",
        Outcome::Manual => "manual",
        Outcome::Suppressed => "suppressed",
        Outcome::Undone => "undone",
    }
}

/// From the old to the new text, in whole lines: what takes the place of which.
fn line_edits(old: &str, new: &str) -> Vec<Value> {
    let Some(diff) = alchemod_text::unified_diff(old, new, "", "", 0) else {
        return Vec::new();
    };
    let lines = LineIndex::new(old);
    let line_of = |at: usize| lines.line_of(u32::try_from(at).unwrap_or(u32::MAX));
    // Lines of a diff end in `\n` only.
    let starts: Vec<usize> = std::iter::once(0)
        .chain(old.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let start_of = |line: usize| starts.get(line).copied().unwrap_or(old.len());
    diff.hunks
        .iter()
        .map(|hunk| {
            // A hunk without old lines names the line before it.
            let first = match hunk.old_count {
                0 => hunk.old_start,
                _ => hunk.old_start - 1,
            };
            let added = hunk
                .lines
                .iter()
                .filter(|line| line.kind == alchemod_text::LineKind::Added);
            let text: String = added
                .flat_map(|line| [line.text.as_str(), if line.newline { "\n" } else { "" }])
                .collect();
            let (start, end) = (start_of(first), start_of(first + hunk.old_count));
            json!({
                "line": line_of(start),
                "end_line": line_of(end),
                "start": start,
                "end": end,
                "text": text,
            })
        })
        .collect()
}
