//! The first pass: what each name of the project is.
//!
//! Modules and imports, scopes and name resolution, models, relationships, handles. Merged from
//! all files, then frozen; transforms only read it. Questions such as "what is this expression"
//! are answered on demand by [`Project::infer`]: an answer is a [`Value`] with its [`Certainty`].

pub mod sqlalchemy;

mod attributes;
mod call_sites;
mod callbacks;
mod calls;
mod classes;
mod column_order;
mod column_types;
mod column_uses;
mod columns;
mod computed_names;
mod conditions;
mod dead_branches;
mod declared;
mod dump;
mod executed;
mod externals;
mod fields;
mod functions;
mod imperative;
mod import_graph;
mod infer;
mod iteration;
mod joins;
mod left;
mod listeners;
mod lists;
mod made_columns;
mod may;
mod members;
mod memo;
mod models;
mod modules;
mod origins;
mod presumed;
mod producers;
mod project;
mod properties;
mod query_property;
mod reaching;
mod readers;
mod rebound;
mod relationships;
mod releases;
pub mod scopes;
mod shapes;
mod stdlib;
mod uses;
mod value;

pub use classes::{is_true, Class, ClassKind};
pub use column_order::{ColumnOrder, Declaration, Moved};
pub use column_uses::{is_shared_attribute, ColumnUses};
pub use dead_branches::leaves;
pub use dump::{describe, dump};
pub use functions::{function_def, last_name, FunctionDef, Results};
pub use imperative::Mapping;
pub use joins::Join;
pub use left::Left;
pub use models::{Column, Constructor, ForeignKey, ForeignKeyTarget, Models, Nullability, Table};
pub use modules::{is_library, Modules};
pub use producers::{Change, Producer};
pub use project::{string, File, FileId, Project};
pub use readers::Held;
pub use relationships::{Backref, Direction, Home, Relationship};
pub use releases::Release;
pub use shapes::Shapes;
pub use stdlib::is_standard;
pub use value::{Certainty, ClassId, Place, Typed, Value};
