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
