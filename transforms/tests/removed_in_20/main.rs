//! `REMOVED_IN_20.md` is true: 1.4 warns of each example, and the rule beside it says of it what the table says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use alchemod_engine::{run, Input, Outcome, Settings};
use alchemod_testing::environments::{python, BEFORE};

/// A row of the table.
struct Row {
    what: String,
    example: String,
    rule: String,
}

impl Row {
    /// Whether a note says that 1.4 does not warn.
    fn is_documented_only(&self) -> bool {
        self.what.contains('¹')
    }
}

/// The program that all examples go on from, and the rows.
fn document() -> (String, Vec<Row>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("REMOVED_IN_20.md");
    let text = fs::read_to_string(path).expect("the document");
    let (_, rest) = text.split_once("```python\n").expect("the program");
    let (program, rest) = rest.split_once("```\n").expect("the end of the program");
    let rows = rest.lines().filter_map(row).skip(1).collect();
    (program.to_owned(), rows)
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line
        .strip_prefix("| ")?
        .strip_suffix(" |")?
        .split(" | ")
        .collect();
    let [what, example, rule] = cells.as_slice() else {
        panic!("a row of {} cells: {line}", cells.len());
    };
    if what.starts_with("---") {
        return None;
    }
    let lines: Vec<&str> = example
        .split("<br>")
        .map(|line| line.trim_matches('`'))
        .collect();
    Some(Row {
        what: (*what).to_owned(),
        example: lines.join("\n"),
        rule: (*rule).to_owned(),
    })
}

/// What is said of the example of a row: `AM601 rewritten`.
fn said(program: &str, row: &Row) -> Vec<String> {
    let text = format!("{program}\n\n{}\n", row.example);
    let report = run(
        vec![Input::new("main.py", text)],
        alchemod_transforms::all(),
        &Settings::default(),
    );
    report
        .files
        .iter()
        .flat_map(|file| &file.findings)
        .filter(|finding| finding.span.start as usize > program.len())
        .map(|finding| {
            let became = match finding.outcome {
                Outcome::Rewritten => "rewritten",
                Outcome::Offered => "offered",
                _ => "reported",
            };
            format!("{} {became}", finding.rule.code)
        })
        .collect()
}

#[test]
fn rules_say_what_the_table_says() {
    let (program, rows) = document();
    assert_eq!(rows.len(), 114);
    let mut failures = Vec::new();
    for row in &rows {
        let said = said(&program, row);
        let is_nothing = row.rule.starts_with("nothing to do") && said.is_empty();
        if !is_nothing && !said.contains(&row.rule) {
            failures.push(format!(
                "{}: {}, but: {}",
                row.what,
                row.rule,
                said.join(", ")
            ));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn sqlalchemy_1_4_warns_of_each_example() {
    let (program, rows) = document();
    let examples = rows.iter().map(|row| row.example.as_str());
    // The last has no example: what it warns of says nothing of any.
    let programs: Vec<String> = examples
        .chain([""])
        .map(|example| format!("{program}\n\n{example}\n"))
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/removed_in_20/warned.py");
    let mut child = Command::new(python(&BEFORE))
        .arg(script)
        .env("SQLALCHEMY_WARN_20", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let input = child.stdin.take().expect("a pipe");
    serde_json::to_writer(input, &programs).expect("the script reads");
    let done = child.wait_with_output().expect("the script ends");
    let mut warned: Vec<Vec<String>> =
        serde_json::from_slice(&done.stdout).expect("lists of warnings");
    assert_eq!(warned.pop(), Some(Vec::new()));
    assert_eq!(warned.len(), rows.len());
    let mut failures = BTreeMap::new();
    for (row, warned) in rows.iter().zip(warned) {
        if warned.is_empty() != row.is_documented_only() {
            failures.insert(&row.what, warned);
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
