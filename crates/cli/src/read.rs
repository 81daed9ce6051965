//! Files to sources.

use std::io::Read;
use std::path::{Path, PathBuf};

use alchemod_text::{DecodeError, Source};
use rayon::prelude::*;

use crate::discovery;
use crate::trouble::Trouble;

/// A file of the project that could be read.
#[derive(Debug)]
pub struct Loaded {
    /// Its absolute path; may be a link.
    pub path: PathBuf,
    /// Its path as the engine sees it, relative to the project's base.
    pub key: PathBuf,
    /// Its path as the user sees it.
    pub shown: PathBuf,
    /// Its text.
    pub source: Source,
    /// Whether the user asked for it.
    pub reported: bool,
}

impl Loaded {
    /// Whether it is a Python source. The others hold requirements.
    pub fn is_python(&self) -> bool {
        !discovery::is_requirements(&self.path) || self.path.extension().is_some_and(|e| e == "py")
    }
}

/// Reads a file.
///
/// # Errors
/// One line with the path as `shown`.
pub fn read(path: &Path, shown: &Path) -> Result<Source, Trouble> {
    let io = |error: std::io::Error| Trouble::io(shown, "read", &error);
    // Opening a pipe waits for a writer, maybe for ever.
    let data = std::fs::metadata(path).map_err(io)?;
    if !data.is_file() {
        return Err(Trouble::new(
            shown,
            "cannot read: not a regular file; give its text on standard input with `-`",
        ));
    }
    let bytes = std::fs::read(path).map_err(io)?;
    decode(bytes, shown)
}

/// Reads all of `stdin` as a file.
///
/// # Errors
/// One line with the path as `shown`.
pub fn read_stdin(stdin: &mut dyn Read, shown: &Path) -> Result<Source, Trouble> {
    let mut bytes = Vec::new();
    stdin
        .read_to_end(&mut bytes)
        .map_err(|error| Trouble::io(shown, "read standard input", &error))?;
    decode(bytes, shown)
}

fn decode(bytes: Vec<u8>, shown: &Path) -> Result<Source, Trouble> {
    Source::decode(bytes).map_err(|error| match line_of(&error) {
        Some(line) => Trouble::at(shown, line, error.to_string()),
        None => Trouble::new(shown, error.to_string()),
    })
}

fn line_of(error: &DecodeError) -> Option<u32> {
    let line = match error {
        DecodeError::Nul { line, .. }
        | DecodeError::UnknownEncoding { line, .. }
        | DecodeError::BomAndCookie { line, .. }
        | DecodeError::NotReversible { line, .. } => Some(*line),
        DecodeError::Invalid { line, .. } => *line,
        DecodeError::WideBom { .. } => Some(1),
        DecodeError::TooLarge { .. } => None,
    };
    line.and_then(|line| u32::try_from(line).ok())
}

/// A file to read: absolute path, path for the engine, path for the user, whether the user asked for it.
pub type ToRead = (PathBuf, PathBuf, PathBuf, bool);

/// Reads many files at once; the order stays. Troubles of files that were not asked for are left out: they
/// are not done, so nothing is lost with them but facts.
pub fn read_all(files: Vec<ToRead>) -> (Vec<Loaded>, Vec<Trouble>) {
    let results: Vec<(bool, Result<Loaded, Trouble>)> = files
        .into_par_iter()
        .map(|(path, key, shown, reported)| {
            let loaded = read(&path, &shown).map(|source| Loaded {
                path,
                key,
                shown,
                source,
                reported,
            });
            (reported, loaded)
        })
        .collect();
    let (mut loaded, mut troubles) = (Vec::new(), Vec::new());
    for (reported, result) in results {
        match result {
            Ok(file) => loaded.push(file),
            Err(trouble) if reported => troubles.push(trouble),
            Err(_) => {}
        }
    }
    (loaded, troubles)
}
