//! Texts that are no Python source: what rules find in them, without rewriting.

use alchemod_python::Suppressions;
use alchemod_text::LineIndex;

use crate::{FileReport, Input, Outcome, Reported, Settings, Transform};

/// Python sources that hold requirements, as texts do.
const ALSO_TEXTS: &[&str] = &["noxfile.py", "setup.py"];

/// Whether an input is looked at as a text: also as one, for a Python source that holds requirements.
pub(crate) fn is_looked_at(input: &Input) -> bool {
    let name = input.path.file_name().and_then(|name| name.to_str());
    input.reported && (!input.is_source || name.is_some_and(|name| ALSO_TEXTS.contains(&name)))
}

/// What the rules of the selection find in a text; `None` if nothing.
pub(crate) fn look_at(
    input: &Input,
    transforms: &[&dyn Transform],
    settings: &Settings,
) -> Option<FileReport> {
    let path = crate::snapshot::slashes(&input.path);
    let text = input.text.as_str();
    let mut findings: Vec<Reported> = Vec::new();
    let suppressions = Suppressions::of_text(text);
    if suppressions.skip_file().is_some() {
        return None;
    }
    let lines = LineIndex::new(text);
    for transform in transforms {
        let rule = transform.rule();
        if !settings.selection.takes(rule) {
            continue;
        }
        for found in transform.check_text(&path, text, settings) {
            let start = lines.line_column(text, found.span.start);
            let end = lines.line_column(text, found.span.end);
            let is_suppressed = suppressions
                .find(start.0, end.0, &[rule.code, rule.name])
                .is_some();
            findings.push(Reported {
                rule,
                span: found.span,
                start,
                end,
                message: found.message,
                safety: found.safety,
                outcome: match is_suppressed {
                    true => Outcome::Suppressed,
                    false => Outcome::Manual,
                },
                edits: Vec::new(),
            });
        }
    }
    findings.sort_by_key(|finding| (finding.span, finding.rule.code));
    (!findings.is_empty()).then(|| FileReport {
        path: input.path.clone(),
        new_text: None,
        findings,
    })
}

/// Puts the findings in texts beside those of the sources.
pub(crate) fn merge(files: &mut Vec<FileReport>, texts: Vec<FileReport>) {
    for text in texts {
        match files.iter_mut().find(|file| file.path == text.path) {
            Some(file) => {
                file.findings.extend(text.findings);
                file.findings
                    .sort_by_key(|finding| (finding.span, finding.rule.code));
            }
            None => files.push(text),
        }
    }
}
