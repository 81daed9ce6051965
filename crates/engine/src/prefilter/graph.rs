//! Who may import whom, and what follows from it.
//!
//! Imports are resolved as the facts resolve them ([`Modules`]), so that of many files called `utils` only those
//! count that an import can mean. Where several fit equally well all count: fewer would be another answer.

use alchemod_facts::{is_library, FileId, Modules};
use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

use super::groups::Groups;
use super::scan::Import;
use super::strings;

/// What imports of the files load.
pub(crate) struct Graph<'a> {
    paths: &'a [String],
    texts: &'a [&'a str],
    modules: Modules,
    /// Path of each file in parts, without ending and `__init__`.
    parts: Vec<Vec<&'a str>>,
    /// The files that each file imports.
    imports: Vec<Vec<usize>>,
    /// The files that import each file.
    importers: Vec<Vec<usize>>,
    /// By dotted name, the files that hold the module or package itself: what lies below it they reach by
    /// attributes. Relative imports stand with their whole path, and a dot before it.
    holders: FxHashMap<String, Vec<usize>>,
}

impl<'a> Graph<'a> {
    /// The graph of the files at `paths` (forward slashes) with these texts and imports.
    pub fn new(paths: &'a [String], texts: &'a [&'a str], imports: &[Vec<Import>]) -> Self {
        let modules = Modules::new(paths.iter().map(String::as_str));
        let mut graph = Graph {
            paths,
            texts,
            modules: Modules::default(),
            parts: paths.iter().map(|path| parts(path)).collect(),
            imports: Vec::with_capacity(paths.len()),
            importers: vec![Vec::new(); paths.len()],
            holders: FxHashMap::default(),
        };
        let fixtures = Fixtures::new(paths);
        for (file, imports) in imports.iter().enumerate() {
            let mut found = Found {
                modules: &modules,
                file,
                files: fixtures.seen_from(&paths[file]),
                held: Vec::new(),
            };
            for import in imports {
                found.add(import, &graph.parts[file], is_package(&paths[file]));
            }
            let Found {
                mut files,
                mut held,
                ..
            } = found;
            files.sort_unstable();
            files.dedup();
            files.retain(|&imported| imported != file);
            for &imported in &files {
                graph.importers[imported].push(file);
            }
            graph.imports.push(files);
            held.sort_unstable();
            held.dedup();
            for name in held {
                graph.holders.entry(name).or_default().push(file);
            }
        }
        graph.modules = modules;
        graph
    }

    /// For each marked file the program it belongs to, by the lowest file of that; files of two programs do not
    /// load each other in any way that a text shows.
    pub fn programs(&self, marked: &[bool]) -> Vec<Option<usize>> {
        let mut groups = Groups::new(marked.len());
        let files = || (0..marked.len()).filter(|&file| marked[file]);
        for file in files() {
            for &imported in &self.imports[file] {
                groups.unite(file, imported);
            }
        }
        self.unite_packages(files(), &mut groups);
        self.unite_named(files(), &mut groups);
        (0..marked.len())
            .map(|file| marked[file].then(|| groups.first(file)))
            .collect()
    }

    /// What lies in one folder hangs together, though nothing may say so: who starts a program may load one file for
    /// the sake of another (listeners, plugins). What lies in a package belongs to it, as to those who reach it by
    /// attributes of a folder around it.
    fn unite_packages(&self, files: impl Iterator<Item = usize>, groups: &mut Groups) {
        let packages: FxHashMap<&[&str], usize> = (0..self.parts.len())
            .filter(|&file| is_package(&self.paths[file]))
            .map(|file| (self.parts[file].as_slice(), file))
            .collect();
        let mut steps: FxHashMap<&[&str], Vec<usize>> = FxHashMap::default();
        let mut folders: FxHashMap<&str, usize> = FxHashMap::default();
        for file in files {
            let (folder, _) = folder_and_name(&self.paths[file]);
            groups.unite(file, *folders.entry(folder).or_insert(file));
            let parts = self.parts[file].as_slice();
            for length in (0..=parts.len()).rev() {
                let above = &parts[..length];
                if let Some(&package) = packages.get(above) {
                    groups.unite(file, package);
                } else if length > 1 {
                    let reaching = steps
                        .entry(above)
                        .or_insert_with(|| self.reaching(above).collect());
                    for &reaching in reaching.iter() {
                        groups.unite(file, reaching);
                    }
                }
            }
        }
    }

    /// What a file names in strings it may load (`pytest_plugins`, `mock.patch("app.db.engine")`), and what loads
    /// by names that are made may load all that lies beside and below it.
    fn unite_named(&self, files: impl Iterator<Item = usize> + Clone, groups: &mut Groups) {
        let mut folders: FxHashMap<&str, usize> = FxHashMap::default();
        for file in files.clone() {
            let text = self.texts[file];
            for name in strings::dotted_names(text) {
                let candidates = self.modules.candidates(name, FileId(file as u32));
                for found in candidates {
                    groups.unite(file, found.0 as usize);
                }
            }
            if strings::loads_by_made_names(text) {
                let (folder, _) = folder_and_name(&self.paths[file]);
                let first = *folders.entry(folder).or_insert(file);
                groups.unite(file, first);
            }
        }
        if folders.is_empty() {
            return;
        }
        for file in files {
            let (mut folder, _) = folder_and_name(&self.paths[file]);
            loop {
                if let Some(&loader) = folders.get(folder) {
                    groups.unite(file, loader);
                }
                if folder.is_empty() {
                    break;
                }
                (folder, _) = folder_and_name(folder);
            }
        }
    }

    /// The files that matter if `seeds` do, and if `mentioned` are looked at besides.
    pub fn close(&self, seeds: Vec<bool>, mentioned: &[bool]) -> Vec<bool> {
        let mut marked = self.spread_to_importers(seeds);
        for (mark, &is_mentioned) in marked.iter_mut().zip(mentioned) {
            *mark |= is_mentioned;
        }
        self.spread_to_imported(&mut marked);
        self.mark_packages(&mut marked);
        marked
    }

    /// Marks what imports marked files, through any number of others.
    fn spread_to_importers(&self, mut marked: Vec<bool>) -> Vec<bool> {
        // Each step from a package down to what lies in it is looked at once.
        let mut steps: FxHashSet<&[&str]> = FxHashSet::default();
        let mut left: Vec<usize> = (0..marked.len()).filter(|&file| marked[file]).collect();
        while let Some(file) = left.pop() {
            let mut mark = |file: usize| {
                if !std::mem::replace(&mut marked[file], true) {
                    left.push(file);
                }
            };
            self.importers[file].iter().for_each(|&file| mark(file));
            let parts = self.parts[file].as_slice();
            for length in (2..=parts.len()).rev() {
                if !steps.insert(&parts[..length]) {
                    break;
                }
                self.reaching(&parts[..length]).for_each(&mut mark);
            }
        }
        marked
    }

    /// The files that hold a package and read the attribute of it that the path ends in.
    fn reaching<'s>(&'s self, path: &'s [&'s str]) -> impl Iterator<Item = usize> + 's {
        let (name, package) = path.split_last().unwrap_or((&"", &[]));
        let attribute = format!(".{name}");
        let finder = memmem::Finder::new(attribute.as_bytes()).into_owned();
        names(package)
            .filter_map(|name| self.holders.get(&name))
            .flatten()
            .copied()
            .filter(move |&file| finder.find(self.texts[file].as_bytes()).is_some())
    }

    /// Marks what marked files import, through any number of others.
    fn spread_to_imported(&self, marked: &mut [bool]) {
        let mut left: Vec<usize> = (0..marked.len()).filter(|&file| marked[file]).collect();
        while let Some(file) = left.pop() {
            for &imported in &self.imports[file] {
                if !std::mem::replace(&mut marked[imported], true) {
                    left.push(imported);
                }
            }
        }
    }

    /// Marks the packages that marked files lie in: a module's name depends on them.
    fn mark_packages(&self, marked: &mut [bool]) {
        let mut folders: FxHashSet<&[&str]> = FxHashSet::default();
        for (file, parts) in self.parts.iter().enumerate() {
            if marked[file] {
                folders.extend((0..parts.len()).map(|length| &parts[..length]));
            }
        }
        for (file, parts) in self.parts.iter().enumerate() {
            marked[file] |= is_package(&self.paths[file]) && folders.contains(parts.as_slice());
        }
    }
}

/// What one file imports.
struct Found<'a> {
    modules: &'a Modules,
    file: usize,
    files: Vec<usize>,
    /// The dotted names of the modules that it holds.
    held: Vec<String>,
}

impl Found<'_> {
    /// Adds what an import in the file with these parts loads.
    fn add(&mut self, import: &Import, home: &[&str], is_package: bool) {
        match &import.names {
            // `import a.b` runs both, and gives what lies below `a`.
            None => {
                for (end, _) in import.module.match_indices('.') {
                    self.module(0, &import.module[..end], home, is_package);
                }
                self.module(0, &import.module, home, is_package);
            }
            Some(names) => {
                self.load(import.level, &import.module);
                for name in names.iter().filter(|name| *name != "*") {
                    let path = match import.module.as_str() {
                        "" => name.clone(),
                        module => format!("{module}.{name}"),
                    };
                    self.module(import.level, &path, home, is_package);
                }
            }
        }
    }

    /// Adds a module that the file holds.
    fn module(&mut self, level: usize, path: &str, home: &[&str], is_package: bool) {
        self.load(level, path);
        if level == 0 {
            if !is_library(path) {
                self.held.push(path.to_owned());
            }
            return;
        }
        let up = level - usize::from(is_package);
        if let Some(kept) = home.len().checked_sub(up) {
            let package = home[..kept].iter().copied();
            let whole: Vec<&str> = package.chain(path.split('.')).collect();
            self.held.push(format!(".{}", whole.join(".")));
        }
    }

    fn load(&mut self, level: usize, path: &str) {
        let from = FileId(self.file as u32);
        let found = match level {
            0 => self.modules.candidates(path, from),
            level => self
                .modules
                .find_relative(level, path, from)
                .into_iter()
                .collect(),
        };
        self.files.extend(found.iter().map(|file| file.0 as usize));
    }
}

/// The dotted names that a path answers to: each end of it, and the whole with a dot before it, which is what
/// relative imports ask for.
fn names<'a>(parts: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    let whole = format!(".{}", parts.join("."));
    std::iter::once(whole).chain((0..parts.len()).map(|start| parts[start..].join(".")))
}

/// The files whose fixtures tests get without an import.
struct Fixtures<'a> {
    by_folder: FxHashMap<&'a str, usize>,
}

impl<'a> Fixtures<'a> {
    fn new(paths: &'a [String]) -> Self {
        let by_folder = paths
            .iter()
            .enumerate()
            .map(|(file, path)| (folder_and_name(path), file))
            .filter(|((_, name), _)| *name == "conftest.py")
            .map(|((folder, _), file)| (folder, file))
            .collect();
        Fixtures { by_folder }
    }

    /// The `conftest.py` files that the file at `path` sees, if it may have tests.
    fn seen_from(&self, path: &str) -> Vec<usize> {
        let (mut folder, name) = folder_and_name(path);
        let is_test =
            name.starts_with("test") || name.ends_with("_test.py") || name == "conftest.py";
        let mut seen = Vec::new();
        if self.by_folder.is_empty() || !is_test {
            return seen;
        }
        loop {
            seen.extend(self.by_folder.get(folder));
            if folder.is_empty() {
                return seen;
            }
            folder = folder_and_name(folder).0;
        }
    }
}

fn folder_and_name(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The parts of a path without its ending; of `__init__.py` those of its folder.
fn parts(path: &str) -> Vec<&str> {
    let (folder, name) = folder_and_name(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut parts: Vec<&str> = folder
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    if !is_package(path) {
        parts.push(stem);
    }
    parts
}

fn is_package(path: &str) -> bool {
    folder_and_name(path).1.starts_with("__init__.")
}
