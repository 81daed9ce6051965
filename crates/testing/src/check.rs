//! What holds for every case.

use alchemod_engine::{Outcome, Report, Transform};
use alchemod_python::{parse, TokenKind};

use crate::Case;

/// All faults of a case, one line each; none if it is sound.
pub fn check(case: &Case, transforms: &[&dyn Transform]) -> Vec<String> {
    let report = case.run(transforms);
    let after = case.after(&report);
    let mut faults = Vec::new();
    problems(&report, &mut faults);
    parses(&after, &mut faults);
    comments(case, &after, &mut faults);
    second_run(&after, &report, transforms, &mut faults);
    variants(case, &after, &report, transforms, &mut faults);
    if case.name.starts_with("keep_") && after.files != case.files {
        faults.push("a case that is to be kept is changed".into());
    }
    places(case, &report, &mut faults);
    faults
}

fn problems(report: &Report, faults: &mut Vec<String>) {
    for problem in &report.problems {
        faults.push(format!("{}: {}", problem.path.display(), problem.message));
    }
    for finding in report.files.iter().flat_map(|file| &file.findings) {
        if finding.outcome == Outcome::Undone {
            let (line, _) = finding.start;
            faults.push(format!(
                "line {line}: {} was undone: {:?}",
                finding.rule.code, finding.safety
            ));
        }
    }
}

fn parses(after: &Case, faults: &mut Vec<String>) {
    for (path, text) in &after.files {
        if let Err(error) = parse(text.clone()) {
            faults.push(format!(
                "{}: the output does not parse: {error}",
                path.display()
            ));
        }
    }
}

/// Comments, as a sorted list of their texts.
fn comments_of(text: &str) -> Vec<String> {
    let Ok(tree) = parse(text.to_owned()) else {
        return Vec::new();
    };
    let tokens = tree.tokens().all().iter();
    let mut comments: Vec<String> = tokens
        .filter(|token| token.kind == TokenKind::Comment)
        .map(|token| token.span.slice(text).trim_end().to_owned())
        .collect();
    comments.sort();
    comments
}

/// What a case's comments end with that go with their code.
const GOES: &str = "(goes)";

/// Every comment is still there, in its file or in another one, but for those that say that they go.
fn comments(before: &Case, after: &Case, faults: &mut Vec<String>) {
    let mut lost: Vec<(&std::path::Path, String)> = Vec::new();
    let mut new: Vec<String> = Vec::new();
    for ((path, old), (_, text)) in before.files.iter().zip(&after.files) {
        let mut left = comments_of(text);
        for comment in comments_of(old) {
            match left.iter().position(|there| *there == comment) {
                Some(at) => {
                    left.swap_remove(at);
                }
                None if comment.ends_with(GOES) => {}
                None => lost.push((path, comment)),
            }
        }
        new.extend(left);
    }
    for (path, comment) in lost {
        match new.iter().position(|there| *there == comment) {
            Some(at) => {
                new.swap_remove(at);
            }
            None => faults.push(format!("{}: lost the comment {comment}", path.display())),
        }
    }
}

/// What is done is done; and what was left is found again, in the same words.
fn second_run(
    after: &Case,
    first: &Report,
    transforms: &[&dyn Transform],
    faults: &mut Vec<String>,
) {
    let second = after.run(transforms);
    for file in &second.files {
        if file.new_text.is_some() {
            let rules: Vec<&str> = file
                .findings
                .iter()
                .filter(|finding| finding.outcome == Outcome::Rewritten)
                .map(|finding| finding.rule.code)
                .collect();
            faults.push(format!(
                "{}: a second run changes it again ({})",
                file.path.display(),
                rules.join(", ")
            ));
        }
    }
    let (before, after) = (left(first), left(&second));
    if before != after {
        faults.push(format!(
            "a second run leaves other findings: {before:?} and then {after:?}"
        ));
    }
}

/// The findings that were not rewritten: rule, message and outcome, sorted.
fn left(report: &Report) -> Vec<(&'static str, String, Outcome)> {
    let findings = report.files.iter().flat_map(|file| &file.findings);
    let mut left: Vec<_> = findings
        .filter(|finding| finding.outcome != Outcome::Rewritten)
        .map(|finding| (finding.rule.code, finding.message.clone(), finding.outcome))
        .collect();
    left.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    left
}

/// Other line ends and other indentation change nothing else.
fn variants(
    case: &Case,
    after: &Case,
    report: &Report,
    transforms: &[&dyn Transform],
    faults: &mut Vec<String>,
) {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let lf = |text: &str| text.replace("\r\n", "\n");
    variant(
        "CRLF",
        case,
        after,
        report,
        transforms,
        (&crlf, &lf),
        faults,
    );
    // Lines of strings that begin with blanks would be other strings with tabs.
    if case.files.iter().all(|(_, text)| may_have_tabs(text)) {
        let tabs = |text: &str| reindent(text, "    ", "\t");
        let blanks = |text: &str| reindent(text, "\t", "    ");
        variant(
            "tab",
            case,
            after,
            report,
            transforms,
            (&tabs, &blanks),
            faults,
        );
    }
}

type There<'a> = &'a dyn Fn(&str) -> String;

fn variant(
    name: &str,
    case: &Case,
    after: &Case,
    report: &Report,
    transforms: &[&dyn Transform],
    (there, back): (There<'_>, There<'_>),
    faults: &mut Vec<String>,
) {
    let varied = case.map(there);
    let varied_report = varied.run(transforms);
    let varied_after = varied.after(&varied_report).map(back);
    for ((path, expected), (_, found)) in after.files.iter().zip(&varied_after.files) {
        if back(expected) != *found {
            faults.push(format!(
                "{}: the {name} variant becomes something else:\n{found}",
                path.display()
            ));
        }
    }
    if summary(report) != summary(&varied_report) {
        faults.push(format!("the {name} variant has other findings"));
    }
}

/// What the findings of a report say, without places.
fn summary(report: &Report) -> Vec<(&'static str, u32, Outcome)> {
    report
        .files
        .iter()
        .flat_map(|file| &file.findings)
        .map(|finding| (finding.rule.code, finding.start.0, finding.outcome))
        .collect()
}

/// Whether blanks at the start of lines are indentation and nothing else.
fn may_have_tabs(text: &str) -> bool {
    let Ok(tree) = parse(text.to_owned()) else {
        return false;
    };
    let has_tab = text.contains('\t');
    let mut strings = tree
        .tokens()
        .all()
        .iter()
        .filter(|token| token.kind == TokenKind::String);
    !has_tab && !strings.any(|token| token.span.slice(text).contains('\n'))
}

/// Each line's indentation with `from` for `to`.
fn reindent(text: &str, from: &str, to: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let mut rest = line;
            let mut indent = String::new();
            while let Some(shorter) = rest.strip_prefix(from) {
                indent.push_str(to);
                rest = shorter;
            }
            indent + rest
        })
        .collect()
}

/// Findings stand where they say, within the text.
fn places(case: &Case, report: &Report, faults: &mut Vec<String>) {
    for file in &report.files {
        let text = case
            .files
            .iter()
            .find(|(path, _)| *path == file.path)
            .map_or("", |(_, text)| text.as_str());
        for finding in &file.findings {
            if text.get(finding.span.range()).is_none() {
                faults.push(format!(
                    "{}: {} stands outside the text",
                    file.path.display(),
                    finding.rule.code
                ));
            }
        }
    }
}
