//! alchemod migrates Python projects from SQLAlchemy 1.x to 2.x.

use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Mutex;

use alchemod::{run, Host, FAILED};

/// Trees are millions of small pieces: this allocator takes a tenth off the time of a run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    // A bug of ours is one line for the user, not a trace; and none at all where the engine catches it and
    // reports the file.
    set_hook(Box::new(|panic| {
        if let (Some(place), Ok(mut last)) = (panic.location(), PANIC.lock()) {
            *last = place.to_string();
        }
    }));
    let result = catch_unwind(AssertUnwindSafe(|| match Host::of_process() {
        Ok(mut host) => run(std::env::args_os(), &mut host, alchemod_transforms::all()),
        Err(error) => {
            eprintln!(
                "error: the current directory cannot be read: {error}; change to another one"
            );
            FAILED
        }
    }));
    ExitCode::from(result.unwrap_or_else(|_| {
        let place = PANIC.lock().map(|place| place.clone()).unwrap_or_default();
        eprintln!(
            "error: alchemod has a bug at {place}; please report it with the command you typed"
        );
        FAILED
    }))
}
