//! `alchemod verify --run`, with real SQLAlchemy.

mod support;

use alchemod_testing::environments::{python, Environment, AFTER, BEFORE};
use support::{Run, Sandbox};

/// Models that stand in functions and tests only.
const TESTS: &str = "\
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import backref, clear_mappers, configure_mappers, relationship


def models(Base):
    class User(Base):
        __tablename__ = \"user\"
        id = Column(Integer, primary_key=True)
        name = Column(String(20), default=\"x\")

    class Post(Base):
        __tablename__ = \"post\"
        id = Column(Integer, primary_key=True)
        user_id = Column(Integer, ForeignKey(\"user.id\"))
        user = relationship(User, backref=backref(\"posts\", cascade=\"all\"))

    return User, Post


def test_mapped():
    Base = declarative_base()
    User, Post = models(Base)
    configure_mappers()
    Base.metadata.clear()
    clear_mappers()


def test_core():
    metadata = MetaData()
    tag = Table(\"tag\", metadata, Column(\"name\", String(9)))
    assert tag.c.name is not None
";

fn verify(sandbox: &Sandbox, before: &Environment, after: &Environment, command: &str) -> Run {
    let (before, after) = (python(before), python(after));
    sandbox.run(&[
        "verify",
        "--before-python",
        &before.to_string_lossy(),
        "--python",
        &after.to_string_lossy(),
        "--run",
        command,
    ])
}

#[test]
fn models_of_tests_are_compared() {
    let sandbox = Sandbox::with(&[("test_models.py", TESTS)]);
    for after in &AFTER {
        let run = verify(&sandbox, &BEFORE, after, "python -m pytest -q");
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        let last = run.err.lines().last().unwrap_or_default();
        let counts = "no differences: 3 tables on 5 dialects, 2 mappers, 0 only as it is, 0 only when rewritten, 1 file";
        assert!(last.starts_with(counts), "{}", run.err);
        assert!(run
            .err
            .contains("as it is: it ended with 0, its last line: 2 passed"));
    }
    assert_eq!(
        sandbox.files(),
        ["test_models.py"],
        "the project is not written to"
    );
}

#[test]
fn processes_of_processes_are_seen() {
    let program = "\
import subprocess, sys, already

from sqlalchemy import Column, Integer, MetaData, Table

Table(sys.argv[1], MetaData(), Column(\"id\", Integer))
if sys.argv[1] == \"outer\":
    subprocess.run([sys.executable, __file__, already.NAME], check=True)
";
    let sandbox = Sandbox::with(&[
        ("app/program.py", program),
        ("app/already.py", "NAME = None\n"),
        (
            "hooks/sitecustomize.py",
            "import already\nalready.NAME = \"inner\"\n",
        ),
    ]);
    // A module of that name that the user has is loaded all the same.
    let command = "PYTHONPATH=$PYTHONPATH:hooks:app python app/program.py outer";
    let run = verify(&sandbox, &AFTER[0], &AFTER[0], command);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.err.contains("no differences: 2 tables"), "{}", run.err);
}

#[test]
fn what_only_one_side_makes_is_no_difference() {
    let program = "\
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()
Table(\"both\", MetaData(), Column(\"id\", Integer))
if \"Base = \" + \"declarative_base\" in open(__file__).read():
    Table(\"early\", MetaData(), Column(\"id\", Integer))
    raise SystemExit(3)
";
    let sandbox = Sandbox::with(&[("program.py", program)]);
    let run = verify(&sandbox, &AFTER[0], &AFTER[0], "python program.py");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert_eq!(run.out, "");
    assert!(run.err.contains("as it is: it ended with 3"), "{}", run.err);
    assert!(
        run.err.contains("when rewritten: it ended with 0"),
        "{}",
        run.err
    );
    let alone = "table early: made only as it is (program.py)\n";
    assert!(run.err.contains(alone), "{}", run.err);
    let counts =
        "no differences: 2 tables on 5 dialects, 0 mappers, 1 only as it is, 0 only when rewritten";
    assert!(run.err.contains(counts), "{}", run.err);
}

#[test]
fn a_command_without_sqlalchemy_is_refused() {
    let sandbox = Sandbox::with(&[("app.py", "import sqlalchemy\n")]);
    for command in ["python -c \"print('well')\"", "no-such-command"] {
        let run = verify(&sandbox, &AFTER[0], &AFTER[0], command);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(
            run.err
                .contains("error: as it is no Python process of --run imported SQLAlchemy"),
            "{}",
            run.err
        );
    }
    let run = sandbox.run(&["verify", "--run", "x", "--import", "app"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot be used with"), "{}", run.err);
}
