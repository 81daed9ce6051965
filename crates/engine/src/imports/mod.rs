//! Import wishes: from a qualified name to the text to write at a site, and from the wishes of a file
//! to edits of its import statements.

mod add;
mod choose;
mod importers;
mod names;
mod order;
mod place;
mod remove;
mod statements;
mod typing_block;

use std::path::Path;

use alchemod_facts::FileId;
use rustc_hash::FxHashSet;

use crate::snapshot::Held;
use crate::ImportWish;

pub(crate) use add::additions;
pub(crate) use importers::Importers;
pub(crate) use names::Names;
pub(crate) use remove::removals;

/// How to name something at a site, and the wish that makes the name true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The text to write: `select`, `sa.select`, `db.select`.
    pub text: String,
    /// What must be imported for it, if anything.
    pub wish: Option<ImportWish>,
}

/// What wishes of a file need to know of the other files.
pub(crate) struct Surroundings<'a> {
    /// The file.
    pub file: FileId,
    /// All files.
    pub files: &'a [Held<'a>],
    /// Who imports what.
    pub importers: &'a Importers<'a>,
    /// The names of the project's own folders and files.
    pub own_names: &'a OwnNames,
}

/// The names of all folders and files of the project, those whose trees are not kept included: what is imported
/// from them is the project's own.
#[derive(Debug, Default)]
pub(crate) struct OwnNames(FxHashSet<String>);

impl OwnNames {
    /// The names in these paths.
    pub fn new<'p>(paths: impl Iterator<Item = &'p Path>) -> Self {
        let mut names = FxHashSet::default();
        for part in paths.flat_map(Path::components) {
            let part = part.as_os_str().to_string_lossy();
            let name = part.strip_suffix(".py").unwrap_or(&part);
            if name != "sqlalchemy" && !names.contains(name) {
                names.insert(name.to_owned());
            }
        }
        OwnNames(names)
    }

    /// Whether the root package of a module is a folder or file of the project.
    pub fn contains(&self, root: &str) -> bool {
        self.0.contains(root)
    }
}

impl Surroundings<'_> {
    /// The path of the file.
    pub fn path(&self) -> &str {
        self.files[self.file.0 as usize].name
    }
}
