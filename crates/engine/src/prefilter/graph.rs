//! Who may import whom, and what follows from it.
//!
//! Files and imports meet in *keys*: ends of paths such as `app/db`. A file has the keys of all ends of its
//! path; an import asks for keys. So the graph has as many edges as there are files and imports, however many
//! files share a name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::scan::Import;

/// The files by the keys that their imports ask for.
pub(crate) struct Graph {
    /// Path of each file in parts, without ending and `__init__`.
    parts: Vec<Vec<String>>,
    /// Which files are an `__init__`.
    is_package: Vec<bool>,
    /// For each file the keys that it asks for.
    wanted: Vec<Vec<String>>,
    /// The files that ask for each key.
    importers: FxHashMap<String, Vec<(usize, Reach)>>,
    /// The files that have each key that is asked for.
    owners: FxHashMap<String, Vec<usize>>,
}

/// What an import reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The module.
    Module,
    /// The module and all below it: `import a` gives `a.b` too, once anyone has imported that.
    Below,
}

impl Graph {
    /// The graph of the files at `paths` (forward slashes) with these imports.
    pub fn new(paths: &[String], imports: &[Vec<Import>]) -> Self {
        let parts: Vec<Vec<String>> = paths.iter().map(|path| parts(path)).collect();
        let mut graph = Graph {
            wanted: Vec::with_capacity(paths.len()),
            importers: FxHashMap::default(),
            owners: FxHashMap::default(),
            is_package: paths.iter().map(|path| is_package(path)).collect(),
            parts,
        };
        for (file, imports) in imports.iter().enumerate() {
            let mut keys: Vec<(String, Reach)> = imports
                .iter()
                .flat_map(|import| keys(&paths[file], import))
                .collect();
            let mut seen = FxHashSet::default();
            keys.retain(|(key, reach)| seen.insert((key.clone(), *reach == Reach::Below)));
            for (key, reach) in &keys {
                let importers = graph.importers.entry(key.clone()).or_default();
                importers.push((file, *reach));
            }
            graph
                .wanted
                .push(keys.into_iter().map(|(key, _)| key).collect());
        }
        for file in 0..graph.parts.len() {
            for key in tails(&graph.parts[file]) {
                if graph.importers.contains_key(&key) {
                    graph.owners.entry(key).or_default().push(file);
                }
            }
        }
        graph
    }

    /// The files that matter if `seeds` do.
    pub fn close(&self, seeds: Vec<bool>) -> Vec<bool> {
        let hot = self.spread(seeds, |file| self.imported_by(file));
        let mut marked = self.spread(hot, |file| self.imports_of(file));
        self.mark_packages(&mut marked);
        marked
    }

    /// Marks the packages that marked files lie in: a module's name depends on them.
    fn mark_packages(&self, marked: &mut [bool]) {
        let mut folders: FxHashSet<&[String]> = FxHashSet::default();
        for (file, parts) in self.parts.iter().enumerate() {
            if marked[file] {
                folders.extend((0..parts.len()).map(|length| &parts[..length]));
            }
        }
        for (file, parts) in self.parts.iter().enumerate() {
            marked[file] |= self.is_package[file] && folders.contains(parts.as_slice());
        }
    }

    /// Spreads from the files that are marked to those that `next` gives, through any number of steps.
    /// Keys are followed once.
    fn spread<'a>(
        &'a self,
        mut marked: Vec<bool>,
        next: impl Fn(usize) -> Vec<(String, Vec<usize>)> + 'a,
    ) -> Vec<bool> {
        let mut followed: FxHashSet<String> = FxHashSet::default();
        let mut left: Vec<usize> = (0..marked.len()).filter(|&file| marked[file]).collect();
        while let Some(file) = left.pop() {
            for (key, files) in next(file) {
                if !followed.insert(key) {
                    continue;
                }
                for file in files {
                    if !marked[file] {
                        marked[file] = true;
                        left.push(file);
                    }
                }
            }
        }
        marked
    }

    /// The files that import a file, by key.
    fn imported_by(&self, file: usize) -> Vec<(String, Vec<usize>)> {
        let parts = &self.parts[file];
        let mut result = Vec::new();
        for length in (1..=parts.len()).rev() {
            let is_itself = length == parts.len();
            for key in tails(&parts[..length]) {
                let Some(importers) = self.importers.get(&key) else {
                    continue;
                };
                let files = importers
                    .iter()
                    .filter(|(_, reach)| is_itself || *reach == Reach::Below)
                    .map(|(file, _)| *file)
                    .collect();
                let mark = if is_itself { "" } else { "/*" };
                result.push((format!("{key}{mark}"), files));
            }
        }
        result
    }

    /// The files that a file imports, by key.
    fn imports_of(&self, file: usize) -> Vec<(String, Vec<usize>)> {
        self.wanted[file]
            .iter()
            .filter_map(|key| {
                let owners = self.owners.get(key)?;
                Some((key.clone(), owners.clone()))
            })
            .collect()
    }
}

/// The parts of a path without its ending; of `__init__.py` those of its folder.
fn parts(path: &str) -> Vec<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut parts = folder_parts(folder);
    if !is_package(path) {
        parts.push(stem.to_owned());
    }
    parts
}

fn is_package(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("__init__.")
}

fn folder_parts(folder: &str) -> Vec<String> {
    folder
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .map(str::to_owned)
        .collect()
}

/// `a/b/c`, `b/c`, `c`; and the whole path marked as such, which is what relative imports ask for.
fn tails(parts: &[String]) -> impl Iterator<Item = String> + '_ {
    let whole = format!("/{}", parts.join("/"));
    std::iter::once(whole).chain((0..parts.len()).map(|start| parts[start..].join("/")))
}

/// The keys that an import in the file at `path` asks for.
fn keys(path: &str, import: &Import) -> Vec<(String, Reach)> {
    let base = if import.level == 0 {
        String::new()
    } else {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut package = folder_parts(folder);
        let up = import.level - 1;
        if up > package.len() {
            return Vec::new();
        }
        package.truncate(package.len() - up);
        format!("/{}", package.join("/"))
    };
    let module: Vec<&str> = import
        .module
        .split('.')
        .filter(|part| !part.is_empty())
        .collect();
    let join = |parts: &[&str]| {
        let rest = parts.join("/");
        match (base.as_str(), rest.is_empty()) {
            ("", _) => rest,
            (base, true) => base.to_owned(),
            ("/", false) => format!("/{rest}"),
            (base, false) => format!("{base}/{rest}"),
        }
    };
    match &import.names {
        // `import a.b` runs both, and gives what lies below `a`.
        None => (1..=module.len())
            .map(|length| (join(&module[..length]), Reach::Below))
            .collect(),
        Some(names) => {
            let of_module = (join(&module), Reach::Module);
            let of_names = names.iter().filter(|name| *name != "*").map(|name| {
                let mut parts = module.clone();
                parts.push(name);
                (join(&parts), Reach::Below)
            });
            std::iter::once(of_module).chain(of_names).collect()
        }
    }
}
