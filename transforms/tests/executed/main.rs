//! The oracle is SQLAlchemy itself: cases and examples run before and after their migration.
//!
//! A case is `<transform>/cases/run_*.py`, or a folder `run_*` with a `main.py`. Its function
//! `observe()` says what it did: the original on 1.4 must say the same as the output on 2.0 and
//! on 2.1, with and without unsafe rewrites; those whose first line is `# settings: unsafe` only with them.

mod checked;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use alchemod_engine::{run, Input, Settings};
use alchemod_testing::environments::{python, Environment, AFTER, BEFORE};
use serde_json::Value;

type Files = BTreeMap<PathBuf, String>;

/// The executed cases: name and files. While one of them is being written, `ALCHEMOD_TEST_CASE` runs only
/// those whose name has that text in it.
fn cases() -> BTreeMap<String, Files> {
    let wanted = std::env::var("ALCHEMOD_TEST_CASE").ok();
    let mut cases = BTreeMap::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for transform in entries(here) {
        for case in entries(&transform.join("cases")) {
            let stem = case
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if !stem.starts_with("run_") {
                continue;
            }
            let folder = transform.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{folder}-{stem}");
            if wanted.as_ref().is_some_and(|part| !name.contains(part)) {
                continue;
            }
            let files = if case.is_dir() {
                read_tree(&case)
            } else {
                Files::from([("main.py".into(), read(&case))])
            };
            cases.insert(name, files);
        }
    }
    assert!(
        !cases.is_empty(),
        "no executed case has this part in its name: ALCHEMOD_TEST_CASE"
    );
    cases
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All Python files below a folder, by relative path.
fn read_tree(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        for path in entries(&current) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "py") {
                let relative = path.strip_prefix(folder).expect("below the folder");
                files.insert(relative.to_owned(), read(&path));
            }
        }
    }
    files
}

fn write_tree(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a scratch folder");
        fs::write(path, text).expect("a scratch file");
    }
}

/// The files after migration.
fn migrated(files: &Files, settings: &Settings) -> Files {
    let inputs = files
        .iter()
        .map(|(path, text)| Input::new(path.clone(), text.clone()))
        .collect();
    let report = run(inputs, alchemod_transforms::all(), settings);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let mut result = files.clone();
    for file in report.files {
        if let Some(text) = file.new_text {
            result.insert(file.path, text);
        }
    }
    result
}

/// What each case observes with an environment's SQLAlchemy.
fn observe(environment: &Environment, cases: &BTreeMap<String, Files>) -> BTreeMap<String, Value> {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    for (name, files) in cases {
        write_tree(&scratch.path().join(name), files);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/executed/observe.py");
    let done = Command::new(python(environment))
        .arg(script)
        .arg(scratch.path())
        .output()
        .expect("the interpreter starts");
    let errors = String::from_utf8_lossy(&done.stderr);
    serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
}

/// Whether a case does the same only after unsafe rewrites, as its first line says.
fn is_for_unsafe(files: &Files) -> bool {
    let main = files.get(Path::new("main.py"));
    main.is_some_and(|text| text.starts_with("# settings: unsafe"))
}

fn describe(record: Option<&Value>) -> String {
    match record {
        Some(record) => match record.get("traceback").and_then(Value::as_str) {
            Some(traceback) => traceback.to_owned(),
            None => record["value"].to_string(),
        },
        None => "nothing".to_owned(),
    }
}

#[test]
fn cases_do_the_same_after_migration() {
    let originals = cases();
    assert!(!originals.is_empty(), "there are no executed cases");
    let before = observe(&BEFORE, &originals);
    let mut failures = Vec::new();
    for (name, record) in &before {
        if record.get("value").is_none() {
            failures.push(format!("{name} fails on 1.4: {}", describe(Some(record))));
        }
    }
    for unsafe_rewrites in [false, true] {
        let settings = Settings {
            unsafe_rewrites,
            ..Settings::default()
        };
        let outputs: BTreeMap<String, Files> = originals
            .iter()
            .filter(|(_, files)| unsafe_rewrites || !is_for_unsafe(files))
            .map(|(name, files)| (name.clone(), migrated(files, &settings)))
            .collect();
        for environment in &AFTER {
            let after = observe(environment, &outputs);
            for (name, expected) in &before {
                if !outputs.contains_key(name) {
                    continue;
                }
                let actual = after.get(name);
                if actual.and_then(|record| record.get("value")) != expected.get("value") {
                    failures.push(format!(
                        "{name} on {} (unsafe: {unsafe_rewrites}):\n  expected {}\n  got {}",
                        environment.name,
                        describe(Some(expected)),
                        describe(actual)
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

/// Runs an example's own tests with an environment's SQLAlchemy.
fn passes(environment: &Environment, folder: &Path) -> Result<(), String> {
    let done = Command::new(python(environment))
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .current_dir(folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .map_err(|error| error.to_string())?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!(
        "{} on {}:\n{}{}",
        folder.display(),
        environment.name,
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    ))
}

/// The tests of the examples are theirs: unchanged, they pass on 1.4 before and on 2.x after.
#[test]
fn examples_pass_their_own_tests_after_migration() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    for example in entries(&examples).into_iter().filter(|path| path.is_dir()) {
        let original = read_tree(&example);
        let scratch = tempfile::tempdir().expect("a scratch folder");
        write_tree(scratch.path(), &original);
        passes(&BEFORE, scratch.path()).unwrap_or_else(|error| panic!("before: {error}"));

        let is_test = |path: &Path| path.starts_with("tests");
        let output = migrated(&original, &Settings::default());
        let code = output.iter().filter(|(path, _)| !is_test(path));
        let changed = code
            .filter(|(path, text)| original.get(*path) != Some(text))
            .count();
        assert!(
            changed > 2,
            "{}: only {changed} files changed",
            example.display()
        );
        let after: Files = output
            .iter()
            .map(|(path, text)| match is_test(path) {
                true => (path.clone(), original[path].clone()),
                false => (path.clone(), text.clone()),
            })
            .collect();
        write_tree(scratch.path(), &after);
        for environment in &AFTER {
            passes(environment, scratch.path()).unwrap_or_else(|error| panic!("after: {error}"));
        }
        let again = migrated(&output, &Settings::default());
        let changed: Vec<_> = again
            .iter()
            .filter(|(path, text)| output.get(*path) != Some(text))
            .collect();
        assert!(
            changed.is_empty(),
            "a second run changes something: {changed:?}"
        );
    }
}
