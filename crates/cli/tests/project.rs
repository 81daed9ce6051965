//! Which files are read, and with which settings.

mod support;

use support::{Sandbox, OLD};

/// The files with findings.
fn found(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let run = sandbox.run(&[&["check"], arguments].concat());
    let mut paths: Vec<String> = run
        .out
        .lines()
        .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
        .collect();
    paths.dedup();
    paths
}

#[test]
fn what_is_no_source_is_left_out() {
    let left_out = [
        ".hidden/a.py",
        ".venv/lib/a.py",
        "build/lib/a.py",
        "dist/a.py",
        "env/lib/a.py",
        "ignored/a.py",
        "node_modules/a.py",
        "sub/ignored_here.py",
        "sub/site-packages/a.py",
        "x/__pycache__/a.py",
    ];
    let sandbox = Sandbox::with(&[
        (".gitignore", "/ignored/\n"),
        ("sub/.gitignore", "ignored_here.py\n"),
        ("env/pyvenv.cfg", "home = x\n"),
        ("app/build/__init__.py", OLD),
        ("app/models.py", OLD),
        ("app/stub.pyi", OLD),
        ("app/text.txt", OLD),
    ]);
    for path in left_out {
        sandbox.write(path, OLD);
    }
    let source = ["app/build/__init__.py", "app/models.py"];
    assert_eq!(found(&sandbox, &[]), source);
    assert_eq!(
        found(&sandbox, &["--exclude", "build", "--exclude=/app/m*"]),
        [""; 0]
    );
    let mut all: Vec<&str> = left_out.into_iter().chain(source).collect();
    all.sort_by_key(|path| std::path::PathBuf::from(path));
    assert_eq!(found(&sandbox, &["--no-ignore"]), all);
    for path in left_out {
        assert_eq!(found(&sandbox, &[path]), [path]);
    }
    assert_eq!(found(&sandbox, &["app/text.txt"]), ["app/text.txt"]);
    assert_eq!(found(&sandbox, &["build"]), ["build/lib/a.py"]);
    assert_eq!(
        found(&sandbox, &["app", "app/models.py", "./app/../app"]),
        source
    );
}

#[test]
fn a_folder_without_python_is_told() {
    let sandbox = Sandbox::with(&[("docs/a.txt", "")]);
    let run = sandbox.run(&["check", "docs"]);
    assert_eq!(run.code, 0);
    assert!(
        run.err.contains("docs: no Python files here"),
        "{}",
        run.err
    );
}

#[cfg(unix)]
#[test]
fn linked_files_are_done_once() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::with(&[("app/models.py", OLD), ("outside/x.py", OLD)]);
    symlink("models.py", sandbox.path("app/again.py")).expect("link");
    symlink("../app", sandbox.path("outside/app")).expect("link");
    symlink("../outside", sandbox.path("app/linked")).expect("link");
    assert_eq!(found(&sandbox, &[]), ["app/models.py", "outside/x.py"]);
    // A linked folder that is not read under its own name is read under that of the link.
    assert_eq!(
        found(&sandbox, &["app"]),
        ["app/linked/x.py", "app/models.py"]
    );
}

#[test]
fn only_what_was_asked_for_is_reported_and_changed() {
    let sandbox = Sandbox::with(&[
        ("pyproject.toml", ""),
        ("app/a.py", OLD),
        ("app/b.py", OLD),
        ("app/bad.py", "import sqlalchemy ("),
    ]);
    assert_eq!(found(&sandbox, &["app/a.py"]), ["app/a.py"]);
    let run = sandbox.run(&["apply", "app/a.py"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.err.starts_with("1 file read (and 2 more"),
        "{}",
        run.err
    );
    assert!(sandbox.is_rewritten("app/a.py") && !sandbox.is_rewritten("app/b.py"));
}

#[test]
fn settings_come_from_the_project_and_the_command_line_wins() {
    let sandbox = Sandbox::with(&[
        ("pyproject.toml", "[tool.alchemod]\ntarget = '1.4'\nexclude = ['old/']\n[project]\nrequires-python = '>=3.10'\n"),
        ("app/old/a.py", OLD),
        ("app/a.py", OLD),
    ]);
    assert_eq!(found(&sandbox, &["app"]), ["app/a.py"]);
    let told = sandbox.run_in("app", &["-v", "-q"]);
    assert_eq!(told.code, 2, "-v and -q at once");
    let told = sandbox.run_in("app", &["-v"]).err;
    assert!(told.starts_with("target 1.4, Python 3.10,"), "{told}");
    let told = sandbox
        .run(&["-v", "--target", "2.1", "--python-version", "3.9"])
        .err;
    assert!(told.starts_with("target 2.1, Python 3.9,"), "{told}");
    sandbox.write("app/setup.cfg", "[options]\npython_requires = >=3.12\n");
    let told = sandbox.run(&["-v", "app"]).err;
    assert!(told.starts_with("target 1.4, Python 3.12,"), "{told}");
}

#[test]
fn rules_are_selected_by_stage_and_code() {
    let sandbox = Sandbox::with(&[("a.py", OLD)]);
    assert_eq!(found(&sandbox, &["--select", "Imports,am1"]), ["a.py"]);
    assert_eq!(
        found(
            &sandbox,
            &["--ignore", "imports", "--ignore=models,queries"]
        ),
        [""; 0]
    );
}
