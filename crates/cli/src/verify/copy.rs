//! A copy of a project that a command may run in and write to.

use std::fs;
use std::io;
use std::path::Path;

/// Folders that tools make for themselves.
const LEFT_OUT: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
];

/// Copies a folder with all that is in it. Virtual environments and `node_modules` are large and not written to:
/// they become links. What git, tox and their like keep for themselves stays where it is.
///
/// # Errors
/// If something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_symlink() {
            link(&fs::read_link(&source)?, &target)?;
        } else if kind.is_file() {
            fs::copy(&source, &target)?;
        } else if kind.is_dir() && name == "node_modules" || source.join("pyvenv.cfg").exists() {
            link(&source, &target)?;
        } else if kind.is_dir() && !LEFT_OUT.contains(&name.as_ref()) {
            copy(&source, &target)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

/// Elsewhere links want rights that users do not have.
#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_keep_is_left_out() {
        let scratch = tempfile::tempdir().expect("a folder");
        let (from, to) = (scratch.path().join("from"), scratch.path().join("to"));
        for path in [
            "app/data/x.json",
            "app/__pycache__/x.pyc",
            ".git/config",
            ".venv/pyvenv.cfg",
        ] {
            let path = from.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, "here").expect("written");
        }
        copy(&from, &to).expect("copied");
        assert!(to.join("app/data/x.json").exists());
        assert!(!to.join("app/__pycache__").exists() && !to.join(".git").exists());
        assert_eq!(to.join(".venv").is_symlink(), cfg!(unix));
    }
}
