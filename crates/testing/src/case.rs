//! Cases and their settings.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use alchemod_engine::{run, Input, Report, Settings, Transform};

/// A case: one or more files, and the settings that they run with.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name: that of its file without ending, or of its folder.
    pub name: String,
    /// The files: path and text, by path.
    pub files: Vec<(PathBuf, String)>,
    /// What it runs with.
    pub settings: Settings,
}

/// Why a case could not be read.
#[derive(Debug)]
pub struct CaseError(String);

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CaseError {}

impl Case {
    /// A case of these files, with the settings that the first line of the first one asks for.
    ///
    /// # Errors
    /// If that line has something unknown.
    pub fn new(name: impl Into<String>, files: Vec<(PathBuf, String)>) -> Result<Self, CaseError> {
        let name = name.into();
        let head = files.first().and_then(|(_, text)| text.lines().next());
        let settings = settings(head.unwrap_or_default())
            .map_err(|error| CaseError(format!("{name}: {error}")))?;
        Ok(Case {
            name,
            files,
            settings,
        })
    }

    /// All cases in a folder, by name: each `.py` file and each folder is one.
    ///
    /// # Errors
    /// If a file cannot be read or has settings that are unknown.
    pub fn all(folder: &Path) -> Result<Vec<Self>, CaseError> {
        let mut cases = Vec::new();
        for path in entries(folder)? {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                let mut files = Vec::new();
                read_folder(&path, &path, &mut files)?;
                if !files.is_empty() {
                    cases.push(Case::new(name, files)?);
                }
            } else if is_python(&path) {
                let file = PathBuf::from(path.file_name().unwrap_or_default());
                cases.push(Case::new(name, vec![(file, read(&path)?)])?);
            }
        }
        Ok(cases)
    }

    /// Runs the transforms over the case.
    pub fn run(&self, transforms: &[&dyn Transform]) -> Report {
        let inputs = self
            .files
            .iter()
            .map(|(path, text)| Input::new(path, text.as_str()))
            .collect();
        run(inputs, transforms, &self.settings)
    }

    /// The case with other texts.
    #[must_use]
    pub fn map(&self, text: impl Fn(&str) -> String) -> Self {
        let files = self.files.iter();
        Case {
            files: files.map(|(path, old)| (path.clone(), text(old))).collect(),
            ..self.clone()
        }
    }

    /// The case as a run leaves it.
    #[must_use]
    pub fn after(&self, report: &Report) -> Self {
        let mut after = self.clone();
        for (path, text) in &mut after.files {
            let changed = report.files.iter().find(|file| file.path == *path);
            if let Some(new) = changed.and_then(|file| file.new_text.as_ref()) {
                text.clone_from(new);
            }
        }
        after
    }
}

/// The settings that a case's first line asks for.
fn settings(line: &str) -> Result<Settings, String> {
    let mut settings = Settings::default();
    let Some(words) = line.strip_prefix("# settings:") else {
        return Ok(settings);
    };
    for word in words.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        match name {
            "target" => settings.target = value.parse()?,
            "python" => settings.python = value.parse()?,
            "unsafe" => settings.unsafe_rewrites = true,
            "select" => settings.selection.select.push(value.to_owned()),
            "ignore" => settings.selection.ignore.push(value.to_owned()),
            _ => return Err(format!("unknown setting {word:?}")),
        }
    }
    Ok(settings)
}

fn read_folder(
    root: &Path,
    folder: &Path,
    files: &mut Vec<(PathBuf, String)>,
) -> Result<(), CaseError> {
    for path in entries(folder)? {
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else if is_python(&path) {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            files.push((relative.to_owned(), read(&path)?));
        }
    }
    Ok(())
}

/// What lies in a folder, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let failed = |error| CaseError(format!("{}: {error}", folder.display()));
    let mut paths = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, CaseError> {
    fs::read_to_string(path).map_err(|error| CaseError(format!("{}: {error}", path.display())))
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "py")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alchemod_engine::Target;

    #[test]
    fn settings_of_a_case() {
        let settings = settings("# settings: target=1.4 python=3.9 unsafe").expect("known");
        assert_eq!(settings.target, Target::V14);
        assert!(settings.unsafe_rewrites && settings.python.minor == 9);
        assert!(super::settings("# settings: wrong=1").is_err());
        assert!(super::settings("# settings: target=3").is_err());
        assert!(!super::settings("x = 1").expect("none").unsafe_rewrites);
    }
}
