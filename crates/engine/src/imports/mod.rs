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

use alchemod_facts::FileId;

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
}

impl Surroundings<'_> {
    /// The path of the file.
    pub fn path(&self) -> &str {
        self.files[self.file.0 as usize].name
    }
}
