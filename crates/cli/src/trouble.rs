//! What went wrong, in one line that says where and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A file that could not be done. Displays as one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trouble {
    /// The file, as it is shown to the user.
    pub path: PathBuf,
    /// Its line and, where known, column, 1-based.
    pub place: Option<(u32, Option<u32>)>,
    /// What is wrong and what to do.
    pub message: String,
}

impl Trouble {
    /// A trouble with a whole file.
    pub fn new(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Trouble {
            path: path.into(),
            place: None,
            message: message.into(),
        }
    }

    /// A trouble at a line.
    pub fn at(path: impl Into<PathBuf>, line: u32, message: impl Into<String>) -> Self {
        Trouble {
            place: Some((line, None)),
            ..Trouble::new(path, message)
        }
    }

    /// The path in a form that fits in a line.
    pub fn shown_path(&self) -> String {
        one_line(&self.path.to_string_lossy())
    }

    /// A trouble from the operating system while `doing` (`read`, `write`).
    pub fn io(path: impl Into<PathBuf>, doing: &str, error: &io::Error) -> Self {
        Trouble::new(path, explain_io(doing, error))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.shown_path())?;
        match self.place {
            Some((line, Some(column))) => write!(f, "{line}:{column}:")?,
            Some((line, None)) => write!(f, "{line}:")?,
            None => {}
        }
        write!(f, " error: {}", one_line(&self.message))
    }
}

/// `text` without characters that would break its line or steer a terminal.
pub fn one_line(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    let shown = |character: char| match character.is_control() {
        true => character.escape_default().to_string(),
        false => character.to_string(),
    };
    text.chars().map(shown).collect()
}

/// What to do about errors of the operating system.
const ADVICE: &[(io::ErrorKind, &str)] = &[
    (
        io::ErrorKind::NotFound,
        "no such file or folder; check the path",
    ),
    (
        io::ErrorKind::PermissionDenied,
        "permission denied; change the permissions or leave it out with --exclude",
    ),
    (
        io::ErrorKind::StorageFull,
        "no space left on the device; make room and run again",
    ),
    (
        io::ErrorKind::QuotaExceeded,
        "disk quota exceeded; make room and run again",
    ),
    (
        io::ErrorKind::FileTooLarge,
        "the system allows no file of this size; raise the limit and run again",
    ),
    (
        io::ErrorKind::ReadOnlyFilesystem,
        "the file system is read-only; make it writable and run again",
    ),
    (io::ErrorKind::IsADirectory, "is a folder, not a file"),
];

fn explain_io(doing: &str, error: &io::Error) -> String {
    if is_link_circle(error) {
        return format!(
            "cannot {doing}: symbolic link in a circle; remove it or leave it out with --exclude"
        );
    }
    match ADVICE.iter().find(|(kind, _)| *kind == error.kind()) {
        Some((_, advice)) => format!("cannot {doing}: {advice}"),
        None => format!("cannot {doing}: {error}; mend it or leave it out with --exclude"),
    }
}

/// Whether the system gave up following links (`ELOOP`); its kind in the standard library is not stable yet.
pub fn is_link_circle(error: &io::Error) -> bool {
    let eloop = if cfg!(target_os = "linux") { 40 } else { 62 };
    cfg!(unix) && error.raw_os_error() == Some(eloop)
}

/// Why a run ends before its end.
#[derive(Debug)]
pub enum Stop {
    /// Wrong arguments or configuration: one line.
    Message(String),
    /// The reader of our output went away, or the output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Output(error)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Stop::Message(trouble.to_string())
    }
}

/// `path` as seen from the directory `from`, both absolute: with `..` where they share more than the root.
pub fn relative(path: &Path, from: &Path) -> PathBuf {
    if let Ok(below) = path.strip_prefix(from) {
        return match below.as_os_str().is_empty() {
            true => PathBuf::from("."),
            false => below.to_path_buf(),
        };
    }
    let common = path
        .components()
        .zip(from.components())
        .take_while(|(a, b)| a == b)
        .count();
    if common < 2 {
        return path.to_path_buf();
    }
    let up = from.components().skip(common).map(|_| "..".as_ref());
    let down = path.components().skip(common).map(|c| c.as_os_str());
    up.chain(down).collect::<PathBuf>()
}
