//! Dotted module names from paths, and the file that an import means.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{is_standard, FileId};

/// A root that is more folders away from what it shares with the importing file (`src` beside
/// `tests` is one away) belongs to another project.
const FARTHEST_ROOT: usize = 2;

/// Never files of the project: one that is called so stands beside the importing one by chance, or
/// is a copy of the library.
const LIBRARIES: &[&str] = &["sqlalchemy", "flask_sqlalchemy", "alembic", "sqlmodel"];

/// How many folders a root is away from what it shares with the importing file, and its depth.
type Fit = (usize, Reverse<usize>);

/// Which file each dotted name may mean.
///
/// A file answers to every tail of its path (`src/app/db.py` to `src.app.db`, `app.db` and `db`),
/// so that several roots and `src` layouts need no configuration. Of several files that answer,
/// the one whose root is nearest to the importing file is meant; a root inside a package counts
/// only if nothing else answers.
#[derive(Debug, Default)]
pub struct Modules {
    by_tail: FxHashMap<String, Vec<FileId>>,
    /// For each file its path's parts without the ending; `__init__` left out.
    parts: Vec<Vec<String>>,
    /// For each file how many leading parts are outside all packages.
    root: Vec<usize>,
    is_package: Vec<bool>,
}

/// Whether a dotted name is that of a library, whatever stands in the project under that name.
pub fn is_library(module: &str) -> bool {
    let first = module.split('.').next().unwrap_or(module);
    LIBRARIES.contains(&first)
}

impl Modules {
    /// Learns the modules of `paths` (forward slashes).
    pub fn new<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Self {
        let packages: FxHashSet<&str> = paths
            .clone()
            .filter_map(|path| path.strip_suffix("__init__.py"))
            .map(|folder| folder.trim_end_matches('/'))
            .collect();
        let mut modules = Modules::default();
        for (index, path) in paths.enumerate() {
            let is_package = path.ends_with("__init__.py");
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let stem = path.strip_suffix(".py").unwrap_or(path);
            let stem = if is_package { folder } else { stem };
            let parts: Vec<String> = stem
                .split('/')
                .filter(|part| !part.is_empty() && *part != ".")
                .map(str::to_owned)
                .collect();
            let root = root_length(folder, &packages);
            for start in 0..parts.len() {
                let tail = parts[start..].join(".");
                let files = modules.by_tail.entry(tail).or_default();
                files.push(FileId(index as u32));
            }
            modules.root.push(root.min(parts.len().saturating_sub(1)));
            modules.parts.push(parts);
            modules.is_package.push(is_package);
        }
        modules
    }

    /// The dotted name of a file, from the root of its outermost package.
    pub fn name(&self, file: FileId) -> String {
        let index = file.0 as usize;
        self.parts[index][self.root[index]..].join(".")
    }

    /// Whether the file is a package's `__init__.py`.
    pub fn is_package(&self, file: FileId) -> bool {
        self.is_package[file.0 as usize]
    }

    /// The file that `import module` in `from` means. `None` if it lies outside the project or
    /// two files fit equally well.
    pub fn find(&self, module: &str, from: FileId) -> Option<FileId> {
        let mut best = None;
        let mut tie = false;
        for (fit, candidate) in self.fitting(module, from) {
            match &best {
                Some((current, _)) if *current < fit => {}
                Some((current, _)) if *current == fit => tie = true,
                _ => {
                    best = Some((fit, candidate));
                    tie = false;
                }
            }
        }
        best.filter(|_| !tie).map(|(_, file)| file)
    }

    /// The files that `import module` in `from` may mean: the one that [`Modules::find`] gives, or all that
    /// fit equally well. If none does, those that it would mean if a folder around `from` were on Python's path.
    pub fn candidates(&self, module: &str, from: FileId) -> Vec<FileId> {
        let best = self.fitting(module, from).map(|(fit, _)| fit).min();
        let first = module.split('.').next().unwrap_or(module);
        if best.is_none() && !is_standard(first) && !is_library(module) {
            return self.in_folders_around(module, from);
        }
        self.fitting(module, from)
            .filter(|(fit, _)| Some(*fit) == best)
            .map(|(_, file)| file)
            .collect()
    }

    fn in_folders_around(&self, module: &str, from: FileId) -> Vec<FileId> {
        let length = module.split('.').count();
        let home = &self.parts[from.0 as usize];
        let answering = self.by_tail.get(module).into_iter().flatten();
        answering
            .filter(|candidate| {
                let parts = &self.parts[candidate.0 as usize];
                home.starts_with(&parts[..parts.len() - length])
            })
            .copied()
            .collect()
    }

    /// The files that answer to a dotted name in `from`, with how well each fits: less is better.
    fn fitting<'a>(
        &'a self,
        module: &str,
        from: FileId,
    ) -> impl Iterator<Item = (Fit, FileId)> + use<'a> {
        let length = module.split('.').count();
        let first = module.split('.').next().unwrap_or(module);
        let is_standard = is_standard(first);
        let answering = match is_library(module) {
            true => &[],
            false => self.by_tail.get(module).map_or(&[][..], Vec::as_slice),
        };
        answering.iter().filter_map(move |&candidate| {
            let fit = self.fit(candidate, length, from)?;
            // Python looks for its own modules before all others but those beside a script.
            let is_hidden = is_standard && (fit.0 > 0 || self.is_in_package(candidate, length));
            (!is_hidden).then_some((fit, candidate))
        })
    }

    /// Whether the last `length` parts of a file do not reach up to the root outside of all packages.
    fn is_in_package(&self, file: FileId, length: usize) -> bool {
        let index = file.0 as usize;
        self.parts[index].len() - length > self.root[index]
    }

    /// How well a file whose last `length` parts are asked for fits; `None` if it cannot be meant.
    fn fit(&self, candidate: FileId, length: usize, from: FileId) -> Option<Fit> {
        let home = &self.parts[from.0 as usize];
        let index = candidate.0 as usize;
        let root = self.parts[index].len() - length;
        let root_parts = &self.parts[index][..root];
        // A root lies outside of all packages, but for a script's own folder, which Python
        // puts on the path.
        let own_folder = home.len() == root + 1 && home.starts_with(root_parts);
        if self.is_in_package(candidate, length) && !own_folder {
            return None;
        }
        let shared = root_parts
            .iter()
            .zip(home)
            .take_while(|(a, b)| a == b)
            .count();
        let distance = root - shared;
        (distance <= FARTHEST_ROOT).then_some((distance, Reverse(root)))
    }

    /// The file that a relative import means: `level` dots, then `module`.
    pub fn find_relative(&self, level: usize, module: &str, from: FileId) -> Option<FileId> {
        let package = self.package_parts(level, from)?;
        let mut parts: Vec<&str> = package.iter().map(String::as_str).collect();
        parts.extend(module.split('.').filter(|part| !part.is_empty()));
        self.exact(&parts)
    }

    /// The module `name` of the package that `file` is the `__init__.py` of.
    pub fn submodule(&self, file: FileId, name: &str) -> Option<FileId> {
        if !self.is_package(file) {
            return None;
        }
        let mut parts: Vec<&str> = self.parts[file.0 as usize]
            .iter()
            .map(String::as_str)
            .collect();
        parts.extend(name.split('.'));
        self.exact(&parts)
    }

    fn package_parts(&self, level: usize, from: FileId) -> Option<&[String]> {
        let parts = &self.parts[from.0 as usize];
        let up = level - usize::from(self.is_package(from));
        parts.get(..parts.len().checked_sub(up)?)
    }

    fn exact(&self, parts: &[&str]) -> Option<FileId> {
        let candidates = self.by_tail.get(&parts.join("."))?;
        candidates
            .iter()
            .copied()
            .find(|file| self.parts[file.0 as usize].len() == parts.len())
    }
}

/// How many leading parts of `folder` lie outside all packages.
fn root_length(folder: &str, packages: &FxHashSet<&str>) -> usize {
    let mut current = folder.trim_end_matches('/');
    while !current.is_empty() && packages.contains(current) {
        current = current.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    current
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .count()
}
