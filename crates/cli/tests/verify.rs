//! `alchemod verify`, with real SQLAlchemy.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use alchemod_testing::environments::{python, AFTER, BEFORE};

fn verify(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alchemod"))
        .args(["verify", "--color", "never"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A project with one model; `name` is the expression that names its table.
fn project(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let model = format!(
        "import sqlalchemy\nfrom sqlalchemy import Column, Integer, String\n\
         from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\n\
         class User(Base):\n    __tablename__ = {name}\n\n    id = Column(Integer, primary_key=True)\n    \
         name = Column(String(20))\n"
    );
    fs::write(folder.path().join("models.py"), model).expect("a scratch file");
    folder
}

#[test]
fn the_examples_stay_what_they_are() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for example in ["blog", "shop"] {
        for environment in &AFTER {
            // One release: 1.4 has the columns of mixins in another order than 2.x.
            let python = python(environment);
            let done = verify(
                &examples.join(example),
                &[".", "--python", &python.to_string_lossy()],
            );
            let told = text(&done.stderr);
            assert!(done.status.success(), "{}{told}", text(&done.stdout));
            assert!(told.starts_with("no differences: "), "{told}");
            assert!(
                !told.contains(" 0 tables") && !told.contains(" 0 mappers"),
                "{told}"
            );
            assert!(!told.contains(" 0 files rewritten"), "{told}");
        }
    }
}

#[test]
fn what_differs_is_told() {
    let folder = project("\"users_\" + sqlalchemy.__version__[0]");
    let (before, after) = (python(&BEFORE), python(&AFTER[0]));
    let done = verify(
        folder.path(),
        &[
            "--before-python",
            &before.to_string_lossy(),
            "--python",
            &after.to_string_lossy(),
        ],
    );
    let (found, told) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(1), "{found}{told}");
    let own = "; SQLAlchemy's own, for so it is without the rewrites, too\n";
    for line in [
        "table users_1: there before, nothing after",
        "table users_2: nothing before, there after",
        "mapper models.User, table: \"users_1\" before, \"users_2\" after",
    ] {
        assert!(found.contains(&format!("{line}{own}")), "{found}");
    }
    let count = found.lines().count();
    let summary = format!("{count} differences ({count} of them SQLAlchemy's own): ");
    assert!(told.starts_with(&summary), "{told}");
}

#[test]
fn what_the_rewrites_change_is_told() {
    let folder = project("\"users\" + str(\"mapped_\" + \"column\" in open(__file__).read())");
    // The file is read from disk, where nothing is rewritten; in the copy of --run it is.
    let python = python(&AFTER[0]);
    let python = python.to_string_lossy();
    let run = "python -c 'import models; models.sqlalchemy.orm.configure_mappers()'";
    for (arguments, code) in [(&[][..], 0), (&["--run", run], 1)] {
        let done = verify(folder.path(), &[&["--python", &python], arguments].concat());
        let (found, told) = (text(&done.stdout), text(&done.stderr));
        assert_eq!(done.status.code(), Some(code), "{found}{told}");
        assert!(!found.contains("SQLAlchemy's own"), "{found}");
        let line =
            "mapper models.User, table: \"usersFalse\" before, \"usersTrue\" after (models)\n";
        assert_eq!(found.contains(line), code == 1, "{found}");
        let alone = "table usersFalse: made only as it is (models)\n";
        assert_eq!(told.contains(alone), code == 1, "{told}");
    }
}

#[test]
fn an_interpreter_that_cannot_is_refused() {
    let folder = project("\"users\"");
    let old = python(&BEFORE);
    for (interpreter, reason) in [
        (
            old.to_string_lossy().into_owned(),
            "runs on SQLAlchemy 2.x, and this has 1.4.54",
        ),
        ("no-such-python".to_owned(), "cannot be started"),
    ] {
        let done = verify(folder.path(), &["--python", &interpreter]);
        let told = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{told}");
        assert!(told.contains(reason) && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn what_cannot_be_imported_is_told() {
    let folder = project("\"users\"");
    fs::write(
        folder.path().join("more.py"),
        "from models import Base, Column, Integer\nimport no_such_module\n\n\n\
         class Tag(Base):\n    __tablename__ = \"tags\"\n\n    id = Column(Integer, primary_key=True)\n",
    )
    .expect("a scratch file");
    let python = python(&AFTER[0]);
    let done = verify(folder.path(), &["--python", &python.to_string_lossy()]);
    let told = text(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{told}");
    assert!(
        told.contains("more: cannot be imported: ModuleNotFoundError"),
        "{told}"
    );
}
