//! Which modules of a project declare tables and mappers, and from which folders they are imported.

use std::path::PathBuf;

use alchemod_facts::FileId;
use rustc_hash::FxHashSet;

use crate::analysis::Project;
use crate::trees::parse_all;

/// Folders and files that are not imported unless they are asked for by name: tests want their runner,
/// revision scripts want Alembic.
const NOT_IMPORTED: &[&str] = &[
    "test",
    "tests",
    "testing",
    "alembic",
    "migrations",
    "versions",
];

/// Modules and the folders to import them from.
#[derive(Debug, Default)]
pub struct Modules {
    /// Dotted names, sorted.
    pub names: Vec<String>,
    /// Absolute folders, sorted.
    pub roots: Vec<PathBuf>,
}

/// The modules of the files asked for that declare mapped classes or tables.
pub fn declaring(project: &Project) -> Modules {
    let (trees, _) = parse_all(project);
    let files: Vec<_> = trees
        .iter()
        .map(|(path, tree)| (path.as_str(), tree))
        .collect();
    let facts = alchemod_facts::Project::new(&files);
    let asked: FxHashSet<String> = project
        .asked()
        .map(|file| file.key.to_string_lossy().replace('\\', "/"))
        .collect();
    let classes = facts
        .classes()
        .filter(|(_, class)| class.is_mapped())
        .map(|(_, class)| class.file);
    let mappings = facts.models().mappings().iter();
    let declaring: FxHashSet<FileId> = classes
        .chain(mappings.map(|mapping| mapping.file))
        .chain(facts.models().tables.iter().map(|table| table.file))
        .collect();
    let mut modules = Modules::default();
    for id in declaring {
        let path = facts.file(id).path;
        if !asked.contains(path) || is_left_out(path) {
            continue;
        }
        let name = facts.modules().name(id);
        let parts = path.split('/').count();
        let inner = name.split('.').count() + usize::from(facts.modules().is_package(id));
        let root: PathBuf = path.split('/').take(parts.saturating_sub(inner)).collect();
        modules.names.push(name);
        modules.roots.push(project.base.join(root));
    }
    modules.names.sort();
    modules.roots.sort();
    modules.roots.dedup();
    modules
}

fn is_left_out(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    folders
        .split('/')
        .any(|folder| NOT_IMPORTED.contains(&folder))
        || name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
}
