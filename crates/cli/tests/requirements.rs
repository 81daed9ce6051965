//! Files that are no Python: requirements are found, reported and left as they are.

mod support;

use support::Sandbox;

const PINS: &[(&str, &str)] = &[
    ("app.py", "import sqlalchemy\n"),
    (
        "requirements.txt",
        "requests==2.0\nSQLAlchemy[asyncio]==1.4.54  # old\nalembic>=1.0\n",
    ),
    (
        "requirements/dev.in",
        "Flask-SQLAlchemy<3\nSQLAlchemy-Utils==0.41.1  # alchemod: ignore[AM920]\n",
    ),
    ("notes/plan.txt", "SQLAlchemy==1.4.54\n"),
    (
        "pyproject.toml",
        "[project]\nname = \"app\"\ndependencies = [\n    \"SQLAlchemy>=1.3,<2\",\n]\n",
    ),
    (
        "setup.py",
        "from setuptools import setup\n\nsetup(install_requires=[\"databases<0.9\"])\n",
    ),
    ("Pipfile", "[packages]\nsqlalchemy = \"~=1.4\"\n"),
    (
        "setup.cfg",
        "[options]\ninstall_requires =\n    SQLAlchemy>=2.0\n",
    ),
    ("docker/Dockerfile", "RUN pip install 'sqlalchemy<2'\n"),
    (
        "noxfile.py",
        "def tests(session):\n    session.install(\"sqlalchemy<2\")\n",
    ),
    (".hidden/requirements.txt", "SQLAlchemy==1.4.54\n"),
];

/// Each finding's place and code.
fn places(out: &str) -> Vec<String> {
    out.lines()
        .filter_map(|line| {
            let (place, rest) = line.split_once(": ")?;
            Some(format!("{place} {}", rest.split(' ').next()?))
        })
        .collect()
}

#[test]
fn pins_are_told_where_they_stand() {
    let sandbox = Sandbox::with(PINS);
    let run = sandbox.run(&["check", "."]);
    assert_eq!(
        places(&run.out),
        [
            "Pipfile:2:1 AM920",
            "docker/Dockerfile:1:18 AM920",
            "noxfile.py:2:22 AM920",
            "pyproject.toml:4:6 AM920",
            "requirements/dev.in:1:1 AM920",
            "requirements.txt:2:1 AM920",
            "setup.py:3:26 AM920",
        ]
    );
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("require SQLAlchemy>=2.0,<2.2"),
        "{}",
        run.out
    );
    assert!(run.err.contains("3 files read"), "{}", run.err);
    assert!(run.err.contains("AM920"), "{}", run.err);
}

#[test]
fn the_target_says_which_releases_will_do() {
    let sandbox = Sandbox::with(PINS);
    let of = |target: &str| {
        let run = sandbox.run(&["check", "--target", target, "requirements.txt"]);
        places(&run.out)
    };
    assert!(of("1.4").is_empty());
    assert_eq!(of("2.1"), ["requirements.txt:2:1 AM920"]);
}

#[test]
fn a_rule_can_be_left_out() {
    let sandbox = Sandbox::with(PINS);
    let run = sandbox.run(&["check", "--ignore", "pinned-requirement", "."]);
    assert_eq!(run.out, "");
    assert_eq!(run.code, 0);
}

#[test]
fn nothing_is_written() {
    let sandbox = Sandbox::with(PINS);
    let run = sandbox.run(&["apply", "--allow-dirty", "."]);
    assert_eq!(run.code, 0, "{}", run.err);
    for (path, text) in PINS {
        assert_eq!(sandbox.read(path), text.as_bytes(), "{path}");
    }
}

#[test]
fn json_has_them_too() {
    let sandbox = Sandbox::with(PINS);
    let run = sandbox.run(&["check", "--output-format", "json", "."]);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let of = |path: &str| findings.iter().find(|found| found["path"] == path);
    let found = of("pyproject.toml").expect("a finding");
    assert_eq!((&found["line"], &found["column"]), (&4.into(), &6.into()));
    assert_eq!(found["outcome"], "manual");
    assert_eq!(report["files_read"], 3);
    assert!(report["problems"].as_array().is_some_and(Vec::is_empty));
}
