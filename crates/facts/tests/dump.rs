//! What is believed of the examples, as `alchemod facts` prints it.

use std::fs;
use std::path::{Path, PathBuf};

use alchemod_facts::{dump, Project};
use alchemod_python::{parse, Tree};

/// The application's own files, by path, without its tests.
fn files(root: &Path) -> Vec<(String, Tree)> {
    let mut open = vec![root.to_owned()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the example") {
            let path = entry.expect("an entry").path();
            match path.extension() {
                _ if path.is_dir() && path.file_name().is_none_or(|name| name != "tests") => {
                    open.push(path);
                }
                Some(ending) if ending == "py" => paths.push(path),
                _ => {}
            }
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a file of the example");
            let relative = path.strip_prefix(root).expect("below the root");
            let name = relative.to_string_lossy().replace('\\', "/");
            (name, parse(text).expect("the example is Python"))
        })
        .collect()
}

#[test]
fn facts_of_the_examples() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(here.join("../../snapshots/facts"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for example in ["blog", "shop"] {
        let files = files(&here.join("../../examples").join(example));
        let sources: Vec<_> = files
            .iter()
            .map(|(path, tree)| (path.as_str(), tree))
            .collect();
        let told = dump(&Project::new(&sources));
        settings.bind(|| insta::assert_snapshot!(example, told));
    }
}
