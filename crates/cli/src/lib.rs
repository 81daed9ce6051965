//! The command line: the only crate that touches disk, terminal and git.
//!
//! [`run`] takes a command line, the world around it and the transforms, and returns an exit code.

pub mod analysis;
pub mod args;
pub mod config;
pub mod discovery;
pub mod git;
pub mod host;
pub mod locate;
pub mod output;
pub mod plan;
pub mod python_version;
pub mod read;
mod run;
pub mod selection;
pub mod trees;
mod trouble;
mod verify;
pub mod write;

pub use host::Host;
pub use run::{run, DONE, FAILED, FOUND};
