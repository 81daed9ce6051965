//! What a transform may read.

use alchemod_facts::{File, Project};

use crate::Settings;

/// The read-only view that a transform has of a site's surroundings. `'t` is the lifetime of the
/// snapshot's syntax trees.
pub struct Context<'p, 't> {
    /// The whole project.
    pub project: &'p Project<'t>,
    /// The file of the site.
    pub file: &'p File<'t>,
    /// What the user asked for.
    pub settings: &'p Settings,
}
