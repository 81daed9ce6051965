//! The first pass: what each name of the project is.
//!
//! Modules and imports, scopes and name resolution, models, relationships, handles. Merged from
//! all files, then frozen; transforms only read it.

pub mod sqlalchemy;

mod project;

pub use project::{File, FileId, Project};
