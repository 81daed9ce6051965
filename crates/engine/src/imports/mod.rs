//! Import wishes: from a qualified name to the text to write at a site.

use crate::ImportWish;

/// How to name something at a site, and the wish that makes the name true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The text to write: `select`, `sa.select`, `db.select`.
    pub text: String,
    /// What must be imported for it, if anything.
    pub wish: Option<ImportWish>,
}

use alchemod_facts::FileId;
use alchemod_python::Tree;
use alchemod_text::Edit;

use crate::snapshot::Held;

/// What wishes of a file need to know of the other files.
pub(crate) struct Surroundings<'a> {
    /// The file.
    pub file: FileId,
    /// All files.
    pub files: &'a [Held],
    /// Who imports what.
    pub importers: &'a Importers,
}

pub(crate) struct Importers;
impl Importers {
    pub fn new(_: &[Held]) -> Self {
        Importers
    }
}
pub(crate) struct Names;
impl Names {
    pub fn new(_: &Tree) -> Self {
        Names
    }
}
pub(crate) fn additions(
    _tree: &Tree,
    _wishes: &[&ImportWish],
    _around: &Surroundings<'_>,
) -> Result<Vec<Edit>, String> {
    Ok(Vec::new())
}
pub(crate) fn removals(
    _tree: &Tree,
    _wishes: &[&ImportWish],
    _around: &Surroundings<'_>,
) -> Result<Vec<Edit>, String> {
    Ok(Vec::new())
}
