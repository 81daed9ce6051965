//! Where the project is: from the paths that the user gave to absolute ones, and to the folder from which
//! module names are reckoned.

use std::io;
use std::path::{Path, PathBuf};

/// Files that mark the root of a project.
const MARKERS: &[&str] = &["pyproject.toml", "setup.py", "setup.cfg", ".git"];

/// The absolute form of a path that the user gave: folders on the way are resolved, but a file that is a link
/// keeps its name.
///
/// # Errors
/// When the path, or the folder it is in, does not exist.
pub fn absolute(path: &Path, cwd: &Path) -> io::Result<PathBuf> {
    let joined = cwd.join(path);
    match (joined.parent(), joined.file_name()) {
        (Some(parent), Some(name)) if !joined.is_dir() => Ok(parent.canonicalize()?.join(name)),
        _ => joined.canonicalize(),
    }
}

/// The folder of a path: itself if it is one.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !path.is_dir() => parent,
        _ => path,
    }
}

/// `start` and the folders above it, as far as the repository's root, if it lies in one.
pub fn upwards(start: &Path) -> impl Iterator<Item = &Path> {
    let mut done = false;
    start.ancestors().take_while(move |folder| {
        let before = done;
        done = folder.join(".git").exists();
        !before
    })
}

/// The nearest folder at or above `start` that git calls the root of a working tree.
pub fn git_root(start: &Path) -> Option<&Path> {
    start
        .ancestors()
        .find(|folder| folder.join(".git").exists())
}

/// Where the project of some paths is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder to which the engine's paths are relative: the one that holds the top-level packages, or lies
    /// above it.
    pub base: PathBuf,
    /// The folder to read for facts besides the given paths, if it is sure to be this project and no more.
    pub context: Option<PathBuf>,
}

/// Finds the project of `paths` (absolute, at least one).
pub fn place(paths: &[PathBuf], cwd: &Path) -> Place {
    let mut common = paths
        .first()
        .map(|path| folder_of(path).to_path_buf())
        .unwrap_or_default();
    for path in paths {
        while !path.starts_with(&common) && common.pop() {}
    }
    if let Some(root) = project_root(&common) {
        return Place {
            base: root.to_path_buf(),
            context: Some(root.to_path_buf()),
        };
    }
    // Without marks, users sit at the top of their project; and the outermost package is all that surely
    // belongs together.
    let package = common
        .ancestors()
        .take_while(|folder| folder.join("__init__.py").is_file())
        .last();
    let top = package.and_then(Path::parent).unwrap_or(&common);
    Place {
        base: match top.starts_with(cwd) {
            true => cwd.to_path_buf(),
            false => top.to_path_buf(),
        },
        context: package.map(Path::to_path_buf),
    }
}

fn project_root(start: &Path) -> Option<&Path> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let home = home.and_then(|home| home.canonicalize().ok());
    start
        .ancestors()
        .take_while(|folder| folder.parent().is_some() && Some(*folder) != home.as_deref())
        .find(|folder| MARKERS.iter().any(|marker| folder.join(marker).exists()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_holds_the_packages() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("a folder");
        for path in [
            "app/__init__.py",
            "app/sub/__init__.py",
            "app/sub/x.py",
            "loose/y.py",
            "marked/src/z.py",
            "marked/setup.py",
        ] {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, "").expect("written");
        }
        for (given, cwd, base, context) in [
            (&["app/sub/x.py"][..], "", "", Some("app")),
            (&["app/sub"], "app/sub", "", Some("app")),
            (&["loose/y.py"], "", "", None),
            (&["loose/y.py"], "app", "loose", None),
            (&["app/sub/x.py", "loose"], "", "", None),
            (&["marked/src/z.py"], "", "marked", Some("marked")),
        ] {
            let paths: Vec<PathBuf> = given.iter().map(|path| root.join(path)).collect();
            let place = place(&paths, &root.join(cwd));
            // Joining an empty path leaves a slash behind, which comparing components ignores.
            assert_eq!(place.base, root.join(base), "{given:?} from {cwd:?}");
            assert_eq!(
                place.context,
                context.map(|path| root.join(path)),
                "{given:?} from {cwd:?}"
            );
        }
    }
}
