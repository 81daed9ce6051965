//! Asks SQLAlchemy, in a Python process of the user's, what it makes of modules.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Serialize;
use serde_json::{Map, Value};

use super::DESCRIBE;
use crate::trouble::Stop;

/// The program that is run; it is written into a scratch folder.
const PROGRAM: &str = include_str!("probe.py");

/// What the program is asked.
#[derive(Serialize)]
pub struct Request<'a> {
    /// The folders that go on the module path.
    pub roots: &'a [PathBuf],
    /// The modules to import.
    pub modules: &'a [String],
    /// Files, and those that are read in their place.
    pub overlay: BTreeMap<PathBuf, PathBuf>,
}

/// What it answers.
#[derive(Debug, serde::Deserialize)]
pub struct Answer {
    /// SQLAlchemy's release.
    pub release: String,
    /// Modules that could not be imported, with the error.
    pub failed: BTreeMap<String, String>,
    /// Why the mappers could not be configured.
    pub problem: Option<String>,
    /// The tables, by name.
    pub table: Map<String, Value>,
    /// The mappers, by the class's dotted path.
    pub mapper: Map<String, Value>,
}

/// Runs the program with `python` in `folder`.
///
/// # Errors
/// If Python or SQLAlchemy cannot be started, or scratch files cannot be written.
pub fn ask(python: &Path, folder: &Path, request: &Request<'_>) -> Result<Answer, Stop> {
    let stop = |what: &str| {
        let python = python.display();
        Stop::Message(format!("error: {python}: {what}"))
    };
    let cannot_write = |error: io::Error| stop(&format!("cannot write scratch files: {error}"));
    let scratch = tempfile::tempdir().map_err(cannot_write)?;
    let program = scratch.path().join("probe.py");
    let (asked, answered) = (
        scratch.path().join("request.json"),
        scratch.path().join("answer.json"),
    );
    let request = serde_json::to_vec(request).map_err(|error| stop(&error.to_string()))?;
    std::fs::write(&program, PROGRAM).map_err(cannot_write)?;
    std::fs::write(scratch.path().join(DESCRIBE.0), DESCRIBE.1).map_err(cannot_write)?;
    std::fs::write(&asked, request).map_err(cannot_write)?;
    let done = Command::new(python)
        .arg(&program)
        .args([&asked, &answered])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            stop(&format!(
                "cannot be started: {error}; name the project's interpreter with --python"
            ))
        })?;
    let answer = std::fs::read(&answered).ok();
    let answer = answer.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    answer.ok_or_else(|| {
        let errors = String::from_utf8_lossy(&done.stderr);
        let last = errors.lines().rev().find(|line| !line.trim().is_empty());
        let last = last.unwrap_or("it ended without an answer");
        stop(&format!("{last}; name an interpreter that has SQLAlchemy and the project's packages with --python"))
    })
}
