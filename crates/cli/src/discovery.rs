//! Which files to read.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};
use rustc_hash::FxHashSet;

use crate::trouble::{is_link_circle, relative, Trouble};

/// Folders of tools and builds. `build` and `dist` only where they are no packages.
const LEFT_OUT: &[&str] = &[
    "__pycache__",
    "node_modules",
    "site-packages",
    "__pypackages__",
    "venv.bak",
];
const LEFT_OUT_UNLESS_PACKAGE: &[&str] = &["build", "dist", "_build"];

/// What to leave out of folders. A path that is given by name is always read.
#[derive(Clone)]
pub struct Filter {
    no_ignore: bool,
    excludes: Arc<Vec<Gitignore>>,
}

impl Filter {
    /// Leaves out what each list of patterns matches, seen from its folder; and, unless `no_ignore`, what
    /// .gitignore names, hidden folders, virtual environments and build folders.
    ///
    /// # Errors
    /// One line that begins with the list's own words, if a pattern cannot be understood.
    pub fn new(no_ignore: bool, excludes: &[(PathBuf, &[String], &str)]) -> Result<Self, String> {
        let mut built = Vec::new();
        for (folder, patterns, label) in excludes.iter().filter(|list| !list.1.is_empty()) {
            let mut builder = GitignoreBuilder::new(folder);
            for pattern in *patterns {
                builder
                    .add_line(None, pattern)
                    .map_err(|error| format!("{label}: cannot understand {pattern:?}: {error}"))?;
            }
            let matcher = builder
                .build()
                .map_err(|error| format!("{label}: {error}"))?;
            built.push(matcher);
        }
        Ok(Filter {
            no_ignore,
            excludes: Arc::new(built),
        })
    }

    fn takes(&self, entry: &DirEntry) -> bool {
        if entry.depth() == 0 {
            return true;
        }
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        self.takes_path(entry.path(), is_folder)
    }

    fn takes_path(&self, path: &Path, is_folder: bool) -> bool {
        let excluded = |matcher: &Gitignore| {
            path.starts_with(matcher.path()) && matcher.matched(path, is_folder).is_ignore()
        };
        if self.excludes.iter().any(excluded) {
            return false;
        }
        self.no_ignore || !is_folder || !is_left_out(path)
    }
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py")
}

fn is_left_out(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let is = |list: &[&str]| name.is_some_and(|name| list.contains(&name));
    is(LEFT_OUT)
        || (is(LEFT_OUT_UNLESS_PACKAGE) && !folder.join("__init__.py").exists())
        || folder.join("pyvenv.cfg").exists()
}

/// The files found, in a fixed order, each once.
#[derive(Debug, Default)]
pub struct Found {
    /// Absolute paths, sorted.
    pub files: Vec<PathBuf>,
    /// Files that hold requirements and are no Python sources, sorted.
    pub requirements: Vec<PathBuf>,
    /// What could not be looked into.
    pub troubles: Vec<Trouble>,
    /// Given folders without a Python file.
    pub empty: Vec<PathBuf>,
}

/// Whether a file of this path holds requirements or configures tests.
pub fn is_requirements(path: &Path) -> bool {
    let parts: Vec<_> = path
        .iter()
        .rev()
        .take(2)
        .map(|part| part.to_string_lossy())
        .collect();
    let name = parts.first().cloned().unwrap_or_default();
    let folder = parts.get(1).cloned().unwrap_or_default();
    alchemod_transforms::is_requirements(&format!("{folder}/{name}"))
}

/// Finds the Python files at and below `paths` (absolute). Troubles show paths as seen from `cwd`.
pub fn find(paths: &[PathBuf], filter: &Filter, cwd: &Path) -> Found {
    let mut search = Search {
        filter,
        cwd,
        found: Found::default(),
        links: Vec::new(),
        followed: FxHashSet::default(),
        linked: paths.iter().any(|path| path.is_symlink()),
    };
    for path in paths {
        match std::fs::metadata(path) {
            Err(error) => search.trouble(Trouble::io(search.shown(path), "read", &error)),
            Ok(data) if data.is_dir() => {
                let before = search.found.files.len();
                search.walk(path);
                if search.found.files.len() == before {
                    search.found.empty.push(path.clone());
                }
            }
            Ok(_)
                if path
                    .extension()
                    .is_some_and(|extension| extension == "ipynb") =>
            {
                let message =
                    "notebooks are not read yet; export it with `jupyter nbconvert --to script`";
                search.trouble(Trouble::new(search.shown(path), message));
            }
            Ok(_) if is_requirements(path) && !is_python(path) => {
                search.found.requirements.push(path.clone());
            }
            Ok(_) => search.found.files.push(path.clone()),
        }
    }
    search.finish()
}

struct Search<'a> {
    filter: &'a Filter,
    cwd: &'a Path,
    found: Found,
    /// Links to folders, not followed yet.
    links: Vec<PathBuf>,
    /// Real folders that were followed to.
    followed: FxHashSet<PathBuf>,
    /// Whether any link was met, so that one file may have been found twice.
    linked: bool,
}

impl Search<'_> {
    fn shown(&self, path: &Path) -> PathBuf {
        relative(path, self.cwd)
    }

    fn trouble(&mut self, trouble: Trouble) {
        self.found.troubles.push(trouble);
    }

    /// Walks a folder, then the folders that its links lead to. Links are taken one by one and not by the
    /// walk itself, so that ignore rules speak of them first and none is followed in a circle.
    fn walk(&mut self, folder: &Path) {
        self.walk_real(folder);
        while let Some(link) = self.links.pop() {
            self.follow(&link);
        }
    }

    fn walk_real(&mut self, folder: &Path) {
        let on = !self.filter.no_ignore;
        let filter = self.filter.clone();
        let walk = WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(on)
            .git_ignore(on)
            .git_exclude(on)
            .git_global(on)
            .parents(on)
            // A .gitignore says what is no source, with or without a repository around it.
            .require_git(false)
            .filter_entry(move |entry| filter.takes(entry))
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => {
                    let path = path_of(&error).unwrap_or(folder).to_path_buf();
                    let shown = self.shown(&path);
                    match error.io_error() {
                        Some(io) => self.trouble(Trouble::io(shown, "read", io)),
                        None => self.trouble(Trouble::new(shown, error.to_string())),
                    }
                }
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry) {
        let path = entry.path();
        let Some(kind) = entry.file_type() else {
            return;
        };
        let is_python = is_python(path);
        if kind.is_file() && is_python {
            self.found.files.push(path.to_path_buf());
        } else if kind.is_file() && is_requirements(path) {
            self.found.requirements.push(path.to_path_buf());
        }
        if !kind.is_symlink() {
            return;
        }
        self.linked = true;
        match std::fs::metadata(path) {
            Ok(data) if data.is_dir() && entry.depth() > 0 => self.links.push(path.to_path_buf()),
            Ok(data) if data.is_file() && is_python => self.found.files.push(path.to_path_buf()),
            Ok(_) => {}
            // Broken links of other kinds are no business of ours; one in a circle is told, as it may be a
            // package.
            Err(error) if is_python || is_link_circle(&error) => {
                let trouble = match error.kind() {
                    io::ErrorKind::NotFound => Trouble::new(
                        self.shown(path),
                        "broken symbolic link; remove it or leave it out with --exclude",
                    ),
                    _ => Trouble::io(self.shown(path), "read", &error),
                };
                self.trouble(trouble);
            }
            Err(_) => {}
        }
    }

    fn follow(&mut self, link: &Path) {
        let (Ok(target), Some(Ok(parent))) =
            (link.canonicalize(), link.parent().map(Path::canonicalize))
        else {
            return;
        };
        if !self.filter.takes_path(link, true) {
            return;
        }
        if parent.starts_with(&target) {
            let message = "symbolic link to a folder that it lies in; remove it or leave it out with --exclude";
            return self.trouble(Trouble::new(self.shown(link), message));
        }
        // What lies there under its own name is read under that.
        let covered = self
            .found
            .files
            .iter()
            .any(|file| file.starts_with(&target));
        if !covered && self.followed.insert(target) {
            self.walk_real(link);
        }
    }

    fn finish(mut self) -> Found {
        self.found.files.sort();
        self.found.files.dedup();
        self.found.requirements.sort();
        self.found.requirements.dedup();
        self.found.troubles.sort();
        self.found.troubles.dedup();
        if !self.linked {
            return self.found;
        }
        // Of several paths to one file the one without links is kept.
        let real = |file: &PathBuf| file.canonicalize().unwrap_or_else(|_| file.clone());
        let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
        let (plain, linked): (Vec<PathBuf>, Vec<PathBuf>) = std::mem::take(&mut self.found.files)
            .into_iter()
            .partition(|file| real(file) == *file);
        seen.extend(plain.iter().cloned());
        let others = linked.into_iter().filter(|file| seen.insert(real(file)));
        self.found.files = plain.iter().cloned().chain(others).collect();
        self.found.files.sort();
        self.found
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}
