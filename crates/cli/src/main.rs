//! alchemod migrates Python projects from SQLAlchemy 1.x to 2.x.

use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};
use std::process::ExitCode;

use alchemod::{run, Host, FAILED};

fn main() -> ExitCode {
    // A bug of ours is one line for the user, not a trace.
    set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or(String::new(), |place| format!(" at {place}"));
        eprintln!("error: alchemod has a bug{place}; nothing further was written. Please report it with the command you typed.");
    }));
    let result = catch_unwind(AssertUnwindSafe(|| match Host::of_process() {
        Ok(mut host) => run(std::env::args_os(), &mut host, TRANSFORMS),
        Err(error) => {
            eprintln!(
                "error: the current directory cannot be read: {error}; change to another one"
            );
            FAILED
        }
    }));
    ExitCode::from(result.unwrap_or(FAILED))
}

const TRANSFORMS: &[&dyn alchemod_engine::Transform] = &[];
