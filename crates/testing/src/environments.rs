//! Virtual environments with real SQLAlchemy, made once and kept in the target folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A release of SQLAlchemy to run on, and what is installed with it.
pub struct Environment {
    /// The folder's name.
    pub name: &'static str,
    packages: &'static [&'static str],
}

/// What programs did before they were migrated.
pub const BEFORE: Environment = Environment {
    name: "sqlalchemy-1.4",
    packages: &[
        "SQLAlchemy==1.4.54",
        "Flask==2.2.5",
        "Flask-SQLAlchemy==2.5.1",
        "Werkzeug==2.2.3",
        "aiosqlite==0.22.1",
        "alembic==1.13.3",
        "greenlet==3.1.1",
        "pytest==8.3.5",
    ],
};

/// What they must do afterwards, on each of these.
pub const AFTER: [Environment; 2] = [
    Environment {
        name: "sqlalchemy-2.0",
        packages: &[
            "SQLAlchemy==2.0.58",
            "Flask==3.1.3",
            "Flask-SQLAlchemy==3.1.1",
            "aiosqlite==0.22.1",
            "alembic==1.13.3",
            "greenlet==3.1.1",
            "pytest==8.3.5",
        ],
    },
    Environment {
        name: "sqlalchemy-2.1",
        packages: &[
            "SQLAlchemy==2.1.9",
            "Flask==3.1.3",
            "Flask-SQLAlchemy==3.1.1",
            "aiosqlite==0.22.1",
            "alembic==1.13.3",
            "greenlet==3.1.1",
            "pytest==8.3.5",
        ],
    },
];

/// Where mypy looks at migrated models.
pub const CHECKER: Environment = Environment {
    name: "type-checker",
    packages: &[
        "SQLAlchemy==2.0.58",
        "Flask==3.1.3",
        "Flask-SQLAlchemy==3.1.1",
        "greenlet==3.1.1",
        "mypy==2.4.1",
    ],
};

/// The interpreter of an environment, which is made if it is not there.
///
/// # Panics
/// With the command to type, if Python 3.11 or pip are missing or fail.
pub fn python(environment: &Environment) -> PathBuf {
    let folder = root().join(environment.name);
    let interpreter = folder.join("bin/python");
    let stamp = folder.join("packages.txt");
    let wanted = environment.packages.join("\n");
    fs::create_dir_all(root()).expect("the target folder can be written");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return interpreter;
    }
    // Tests run at the same time, in threads or processes: the first one makes the environment.
    let lock = File::create(root().join(format!("{}.lock", environment.name)))
        .expect("the target folder can be written");
    lock.lock().expect("the target folder can hold a lock");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return interpreter;
    }
    let base = std::env::var("ALCHEMOD_TEST_PYTHON").unwrap_or("python3.11".into());
    run(
        Command::new(&base)
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
        "Python 3.11 with venv is needed: install it (Debian: apt-get install python3.11-venv) \
         or name an interpreter in ALCHEMOD_TEST_PYTHON",
    );
    let mut pip = Command::new(&interpreter);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    run(
        pip.args(environment.packages),
        "the packages above could not be installed with pip",
    );
    fs::write(stamp, wanted).expect("the target folder can be written");
    interpreter
}

/// Where the environments are: in the target folder, or where `ALCHEMOD_TEST_ENVIRONMENTS` says, so
/// that several working trees share them.
fn root() -> PathBuf {
    if let Some(folder) = std::env::var_os("ALCHEMOD_TEST_ENVIRONMENTS") {
        return PathBuf::from(folder);
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    target.join("environments")
}

fn run(command: &mut Command, advice: &str) {
    let shown = format!("{command:?}");
    let done = command
        .output()
        .unwrap_or_else(|error| panic!("{shown}: {error}\n{advice}"));
    assert!(
        done.status.success(),
        "{shown}\n{}\n{advice}",
        String::from_utf8_lossy(&done.stderr)
    );
}
