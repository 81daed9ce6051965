//! The examples in the documentation of rules.

use std::path::PathBuf;

use alchemod_engine::{Rule, Transform};

use crate::{check, Case};

/// A pair of fenced blocks in a rule's documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The line (1-based) of the documentation that the first block begins at.
    pub line: usize,
    /// What a user has.
    pub before: String,
    /// What becomes of it.
    pub after: String,
}

/// All pairs of ` ```python before ` and ` ```python after ` blocks.
///
/// # Errors
/// If a block is not closed or has no other half.
pub fn examples(rule: &Rule) -> Result<Vec<Example>, String> {
    let mut examples: Vec<Example> = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut lines = rule.doc.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(kind) = line.trim().strip_prefix("```python ") else {
            continue;
        };
        let mut text = String::new();
        loop {
            match lines.next() {
                Some((_, line)) if line.trim() == "```" => break,
                Some((_, line)) => {
                    text.push_str(line);
                    text.push('\n');
                }
                None => return Err(format!("{}: a block is not closed", rule.code)),
            }
        }
        match (kind.trim(), open.take()) {
            ("before", None) => open = Some((number + 1, text)),
            ("after", Some((line, before))) => examples.push(Example {
                line,
                before,
                after: text,
            }),
            _ => {
                return Err(format!(
                    "{}: a block at line {} of the documentation has no other half",
                    rule.code,
                    number + 1
                ))
            }
        }
    }
    match open {
        Some((line, _)) => Err(format!("{}: what becomes of line {line}?", rule.code)),
        None => Ok(examples),
    }
}

/// Runs each transform alone over the examples of its documentation, checks them as cases, and compares.
/// Settings are those of the block's first line, as for cases; the line is part of neither text.
///
/// # Panics
/// If a rule has no example, or one does not become what its documentation says.
pub fn run_docs(transforms: &[&dyn Transform]) {
    let mut faults = Vec::new();
    for transform in transforms {
        let rule = transform.rule();
        match examples(rule) {
            Ok(examples) if examples.is_empty() => {
                faults.push(format!("{}: its documentation has no example", rule.code));
            }
            Ok(examples) => {
                for example in examples {
                    faults.extend(run_example(*transform, &example));
                }
            }
            Err(error) => faults.push(error),
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn run_example(transform: &dyn Transform, example: &Example) -> Vec<String> {
    let name = format!("{} line {}", transform.rule().code, example.line);
    let files = vec![(PathBuf::from("example.py"), example.before.clone())];
    let case = match Case::new(&name, files) {
        Ok(case) => case,
        Err(error) => return vec![error.to_string()],
    };
    let case = Case {
        files: vec![(
            PathBuf::from("example.py"),
            without_settings(&example.before).to_owned(),
        )],
        ..case
    };
    let mut faults: Vec<String> = check(&case, &[transform])
        .into_iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect();
    let after = case.after(&case.run(&[transform]));
    let found = &after.files[0].1;
    if *found != example.after {
        faults.push(format!(
            "{name} becomes\n{found}and not, as its documentation says,\n{}",
            example.after
        ));
    }
    faults
}

fn without_settings(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("# settings:") => rest,
        _ => text,
    }
}
