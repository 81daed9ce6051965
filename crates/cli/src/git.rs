//! What git could bring back.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::locate::git_root;

/// Why a file of a repository is not safe to rewrite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// It differs from the last commit.
    Changed,
    /// Git does not know it.
    Untracked,
    /// Git could not be asked: its own words.
    Unknown(String),
}

impl Unsaved {
    /// What is wrong and what to do.
    pub fn message(&self) -> String {
        match self {
            Unsaved::Changed => {
                "not rewritten: it has uncommitted changes; commit them, or give --allow-dirty".to_owned()
            }
            Unsaved::Untracked => {
                "not rewritten: git does not track it and could not bring it back; commit it, or give --allow-dirty"
                    .to_owned()
            }
            Unsaved::Unknown(why) => {
                format!("not rewritten: cannot ask git whether it is committed ({why}); give --allow-dirty to go on")
            }
        }
    }
}

/// Answers for many files with two calls of git for each repository.
#[derive(Default)]
pub struct Repositories {
    known: FxHashMap<PathBuf, Result<State, String>>,
}

struct State {
    tracked: FxHashSet<PathBuf>,
    changed: FxHashSet<PathBuf>,
}

impl Repositories {
    /// Whether rewriting the real file at `path` (absolute, no links) could lose something. `None` outside of
    /// git.
    pub fn unsaved(&mut self, path: &Path) -> Option<Unsaved> {
        let root = git_root(path.parent()?)?;
        let below = path.strip_prefix(root).ok()?;
        let state = self
            .known
            .entry(root.to_path_buf())
            .or_insert_with(|| State::of(root));
        match state {
            Err(why) => Some(Unsaved::Unknown(why.clone())),
            Ok(state) if state.changed.contains(below) => Some(Unsaved::Changed),
            Ok(state) if !state.tracked.contains(below) => Some(Unsaved::Untracked),
            Ok(_) => None,
        }
    }
}

impl State {
    fn of(root: &Path) -> Result<Self, String> {
        let tracked = git(root, &["ls-files", "-z"])?;
        let status = git(
            root,
            &[
                "status",
                "--porcelain=v1",
                "-z",
                "--untracked-files=no",
                "--no-renames",
            ],
        )?;
        let entries = |bytes: &[u8], skip: usize| {
            let paths = bytes.split(|&byte| byte == 0);
            paths
                .filter_map(|entry| entry.get(skip..).filter(|path| !path.is_empty()))
                .map(path_from)
                .collect()
        };
        Ok(State {
            tracked: entries(&tracked, 0),
            // Two letters and a blank stand before the path.
            changed: entries(&status, 3),
        })
    }
}

/// Paths as git gives them: bytes on Unix, UTF-8 elsewhere.
fn path_from(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    {
        PathBuf::from(OsStr::new(String::from_utf8_lossy(bytes).as_ref()))
    }
}

fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .arg("--no-optional-locks")
        .args(arguments)
        // A hook's own settings speak of another place.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .map_err(|error| format!("git does not run: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let first = words.lines().next().unwrap_or("git failed without a word");
    Err(first.trim().to_owned())
}
