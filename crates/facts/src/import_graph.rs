//! Which files of the project are loaded along with a file, and what the project sees of unconfigured mappers.

use std::sync::OnceLock;

use alchemod_python::{ast, Node};

use crate::scopes::{BindingKind, ScopeId};
use crate::{File, FileId, Project};

/// The imports between the project's files and what else is of the whole project, worked out when first asked for.
#[derive(Debug, Default)]
pub(crate) struct ImportGraph {
    imports: OnceLock<Vec<Vec<FileId>>>,
    /// The files that read mappers, each with the files that load it.
    inspects: OnceLock<Vec<(FileId, Vec<bool>)>>,
}

/// What shows a mapper's attributes before SQLAlchemy has configured it, or configures it while its class is made.
const UNCONFIGURED: &[&str] = &[
    ".iterate_properties",
    "._props",
    ".has_property(",
    "__mapper_cls__",
];

impl<'t> Project<'t> {
    /// A file that reads a mapper's attributes in a way that does not wait for its configuration
    /// (`mapper.iterate_properties`), and that a program loads along with `seen`: there a back reference is seen later
    /// than a written attribute.
    pub fn inspects_mappers(&self, seen: FileId) -> Option<FileId> {
        let inspecting = self.import_graph.inspects.get_or_init(|| {
            let reads = |file: &&File<'t>| {
                let text = file.tree.text();
                UNCONFIGURED.iter().any(|name| text.contains(name))
            };
            let found: Vec<FileId> = self
                .files
                .iter()
                .filter(reads)
                .map(|file| file.id)
                .collect();
            found
                .into_iter()
                .map(|file| (file, self.loading(file)))
                .collect()
        });
        if inspecting.is_empty() {
            return None;
        }
        let loads_seen = self.loading(seen);
        inspecting
            .iter()
            .find(|(_, loads)| {
                loads
                    .iter()
                    .zip(&loads_seen)
                    .any(|(one, other)| *one && *other)
            })
            .map(|(file, _)| *file)
    }

    /// The files that the imports of a file load, wherever in it they stand: modules, and the packages around
    /// them.
    pub fn imports_of(&self, file: FileId) -> &[FileId] {
        let graph = self.import_graph.imports.get_or_init(|| {
            self.files
                .iter()
                .map(|file| self.imported_by(file, false))
                .collect()
        });
        &graph[file.0 as usize]
    }

    /// A file from which a program may start that loads `wanted` and not `needed`. `None` if every such file of
    /// the project loads both: the two files themselves are not taken for programs.
    pub fn loads_without(&self, wanted: FileId, needed: FileId) -> Option<FileId> {
        if wanted == needed || self.loading(needed)[wanted.0 as usize] {
            return None;
        }
        let with_wanted = self.loading(wanted);
        let with_needed = self.loading(needed);
        let mut is_imported = vec![false; self.files.len()];
        for file in &self.files {
            for imported in self.imports_of(file.id) {
                is_imported[imported.0 as usize] |= *imported != file.id;
            }
        }
        self.files
            .iter()
            .map(|file| file.id)
            .filter(|&id| id != wanted && id != needed)
            .find(|id| {
                let at = id.0 as usize;
                !is_imported[at] && with_wanted[at] && !with_needed[at]
            })
    }

    /// Whether loading `loaded` has loaded `wanted` before its own classes are made: it, or what it imports, imports
    /// it at the top of a module.
    pub(crate) fn is_loaded_with(&self, wanted: FileId, loaded: FileId) -> bool {
        let mut known = vec![false; self.files.len()];
        let mut todo = vec![loaded];
        while let Some(file) = todo.pop() {
            if std::mem::replace(&mut known[file.0 as usize], true) {
                continue;
            }
            if file == wanted {
                return true;
            }
            todo.extend(self.imported_by(self.file(file), true));
        }
        false
    }

    /// For each file whether loading it loads `target`.
    fn loading(&self, target: FileId) -> Vec<bool> {
        let mut loads = vec![false; self.files.len()];
        let mut importers: Vec<Vec<FileId>> = vec![Vec::new(); self.files.len()];
        for file in &self.files {
            for imported in self.imports_of(file.id) {
                importers[imported.0 as usize].push(file.id);
            }
        }
        let mut todo = vec![target];
        while let Some(file) = todo.pop() {
            if !std::mem::replace(&mut loads[file.0 as usize], true) {
                todo.extend(&importers[file.0 as usize]);
            }
        }
        loads
    }

    /// The files that a file's imports load; only those at the top of the module if `at_top`.
    fn imported_by(&self, file: &File<'t>, at_top: bool) -> Vec<FileId> {
        let mut found: Vec<FileId> = self.packages_around(file).collect();
        let mut add = |imported: Option<FileId>| {
            if let Some(imported) = imported {
                found.push(imported);
                found.extend(self.packages_around(self.file(imported)));
            }
        };
        let module_of = |stmt: &ast::StmtImportFrom| {
            let level = stmt.level.map_or(0, |level| level.to_usize());
            let module = stmt.module.as_ref().map_or("", |name| name.as_str());
            match level {
                0 => self.modules.find(module, file.id),
                level => self.modules.find_relative(level, module, file.id),
            }
        };
        let counts = |scope: ScopeId| !at_top || scope == ScopeId(0);
        for binding in file.scopes.bindings() {
            if !counts(binding.scope) {
                continue;
            }
            match binding.kind {
                BindingKind::Import(alias) => {
                    // Longest first: `import a.b.c` may name a file by any of its beginnings.
                    let mut path = alias.name.as_str();
                    loop {
                        add(self.modules.find(path, file.id));
                        match path.rsplit_once('.') {
                            Some((rest, _)) => path = rest,
                            None => break,
                        }
                    }
                }
                BindingKind::ImportFrom(stmt, alias) => {
                    let module = module_of(stmt);
                    add(module);
                    let name = alias.name.as_str();
                    add(module.and_then(|module| self.modules.submodule(module, name)));
                    if module.is_none() {
                        let level = stmt.level.map_or(0, |level| level.to_usize());
                        let package = stmt.module.as_ref().map_or("", |name| name.as_str());
                        let path = [package, name].join(".");
                        let path = path.trim_start_matches('.');
                        // A namespace package has no file of its own.
                        add(match level {
                            0 => self.modules.find(path, file.id),
                            level => self.modules.find_relative(level, path, file.id),
                        });
                    }
                }
                _ => {}
            }
        }
        for (_, scope) in file.scopes.all().filter(|(id, _)| counts(*id)) {
            for &star in &scope.stars {
                if let Node::Stmt(ast::Stmt::ImportFrom(stmt)) = file.nodes.get(star) {
                    add(module_of(stmt));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The `__init__.py` files of the folders that a file lies in: Python loads them first.
    fn packages_around<'a>(
        &'a self,
        file: &File<'t>,
    ) -> impl Iterator<Item = FileId> + use<'a, 't> {
        let mut found = Vec::new();
        let mut folder = file.path.rsplit_once('/').map(|(folder, _)| folder);
        while let Some(current) = folder {
            match self.file_at(&format!("{current}/__init__.py")) {
                Some(package) => found.push(package),
                None => break,
            }
            folder = current.rsplit_once('/').map(|(folder, _)| folder);
        }
        found.into_iter()
    }
}
