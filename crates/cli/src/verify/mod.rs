//! `alchemod verify`: SQLAlchemy itself compares the tables and mappers of the project as it is with those
//! of the project as it would be rewritten.

mod command;
mod compare;
mod copy;
mod imports;
mod modules;
mod probe;
mod seen;
mod show;

use std::path::{Path, PathBuf};

use alchemod_engine::{Target, Transform};

use crate::analysis::{Analysis, Project};
use crate::args::VerifyArgs;
use crate::host::Host;
use crate::trouble::Stop;

/// What SQLAlchemy makes of a table or mapper: beside each program that asks.
const DESCRIBE: (&str, &str) = ("alchemod_describe.py", include_str!("alchemod_describe.py"));

/// Runs the command. Returns the exit code: 1 if anything differs, 2 if something could not be compared.
///
/// # Errors
/// If arguments are wrong, or Python or SQLAlchemy cannot be started.
pub fn verify(
    args: &VerifyArgs,
    host: &mut Host,
    transforms: &[&dyn Transform],
) -> Result<u8, Stop> {
    let project = Project::read(&args.project, host, transforms)?;
    match &args.run {
        Some(command) => command::verify(command, args, project, host, transforms),
        None => imports::verify(args, project, host, transforms),
    }
}

/// An error about scratch files.
fn cannot_write(error: std::io::Error) -> Stop {
    Stop::Message(format!("error: cannot write scratch files: {error}"))
}

/// Says no to an interpreter that cannot run what was rewritten.
fn check_release(release: &str, python: &Path, analysis: &Analysis) -> Result<(), Stop> {
    if !release.starts_with("1.") || analysis.project.settings.target == Target::V14 {
        return Ok(());
    }
    let python = python.display();
    Err(Stop::Message(format!(
        "error: {python}: what is rewritten runs on SQLAlchemy 2.x, and this has {release}; name another \
         interpreter with --python, and this one with --before-python"
    )))
}

/// The interpreter: the given one, that of the active virtual environment, else the first on the path.
fn python(given: Option<&Path>) -> PathBuf {
    if let Some(given) = given {
        return given.to_path_buf();
    }
    match std::env::var_os("VIRTUAL_ENV") {
        Some(folder) => Path::new(&folder).join("bin/python"),
        None => PathBuf::from("python3"),
    }
}
