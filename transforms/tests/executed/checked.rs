//! The oracle of annotations is mypy: on migrated models it finds nothing that it did not find before.

use std::path::Path;
use std::process::Command;

use alchemod_engine::Settings;
use alchemod_testing::environments::{python, CHECKER};

use super::{entries, migrated, read_tree, write_tree, Files};

/// What mypy finds in the model files of a project, without the lines it finds it in.
fn found(name: &str, files: &Files) -> Vec<String> {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    write_tree(scratch.path(), files);
    let done = Command::new(python(&CHECKER))
        .args(["-m", "mypy", "--strict", "--ignore-missing-imports", name])
        .current_dir(scratch.path())
        .output()
        .expect("mypy starts");
    let output = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        output.contains("Found ") || output.contains("Success"),
        "mypy did not check {name}: {output}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let mut found: Vec<String> = output
        .lines()
        .filter_map(|line| {
            let (place, message) = line.split_once(": error: ")?;
            let path = place.split(':').next()?;
            path.contains("models")
                .then(|| format!("{path}: {message}"))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn models_of_examples_have_no_new_type_errors() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    for example in entries(&examples).into_iter().filter(|path| path.is_dir()) {
        let name = example
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let original = read_tree(&example);
        let output = migrated(&original, &Settings::default());
        let is_annotated = output.values().any(|text| text.contains(": Mapped["));
        assert!(is_annotated, "{name}: no model was migrated");
        let mut before = found(&name, &original);
        let mut new = found(&name, &output);
        // Each message may come as often as it did.
        new.retain(
            |message| match before.iter().position(|known| known == message) {
                Some(index) => {
                    before.remove(index);
                    false
                }
                None => true,
            },
        );
        assert!(new.is_empty(), "{name}: {new:#?}");
    }
}
