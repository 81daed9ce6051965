//! `diff` and `check`: they never write, and others can use what they print.

mod support;

use std::fs;
use std::process::Command;

use support::{Sandbox, OLD};

#[test]
fn git_applies_the_diff_from_its_root() {
    let sandbox = Sandbox::with(&[
        ("app/models.py", OLD),
        ("app/a b/é\t\"x\".py", OLD),
        ("app/crlf.py", &OLD.replace('\n', "\r\n")),
        ("app/cut.py", OLD.trim_end()),
        ("app/marked.py", &format!("\u{feff}{OLD}")),
    ]);
    sandbox.write(
        "app/latin.py",
        [b"# coding: latin-1\n# \xe9\n", OLD.as_bytes(), b"# \xe9\n"].concat(),
    );
    sandbox.commit();
    let before = sandbox.files();
    let output = sandbox.raw_in("app", &["diff", "."]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(sandbox.files(), before);
    let patch = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(patch.path(), &output.stdout).expect("written");
    sandbox.git(&[
        "apply",
        "--whitespace=nowarn",
        &patch.path().to_string_lossy(),
    ]);
    let applied: Vec<Vec<u8>> = before.iter().map(|path| sandbox.read(path)).collect();
    assert!(before.iter().all(|path| sandbox.is_rewritten(path)));
    sandbox.git(&["checkout", "-q", "."]);
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    let written: Vec<Vec<u8>> = before.iter().map(|path| sandbox.read(path)).collect();
    assert_eq!(applied, written);
}

#[test]
fn outside_of_git_paths_are_those_of_the_project() {
    let sandbox = Sandbox::with(&[("app/models.py", OLD)]);
    let run = sandbox.run(&[]);
    assert!(
        run.out
            .starts_with("--- a/app/models.py\n+++ b/app/models.py\n@@ "),
        "{}",
        run.out
    );
    assert_eq!(sandbox.read("app/models.py"), OLD.as_bytes());
}

#[test]
fn diff_is_the_default_and_options_may_come_first() {
    let sandbox = Sandbox::with(&[("a.py", OLD), ("b.py", OLD)]);
    let plain = sandbox.run(&["a.py"]);
    for arguments in [
        &["diff", "a.py"][..],
        &["--color", "never", "diff", "a.py"],
        &["--select=imports,models", "--jobs", "1", "diff", "a.py"],
        &["--color", "never", "a.py"],
    ] {
        let run = sandbox.run(arguments);
        assert_eq!(
            (run.code, &run.out),
            (0, &plain.out),
            "{arguments:?}: {}",
            run.err
        );
    }
    assert_eq!(sandbox.run(&["-q", "apply", "a.py"]).code, 0);
    assert!(sandbox.is_rewritten("a.py") && !sandbox.is_rewritten("b.py"));
}

#[test]
fn exit_codes() {
    let sandbox = Sandbox::with(&[("old.py", OLD), ("new.py", "x = 1\n")]);
    for (arguments, code) in [
        (&["diff", "old.py"][..], 0),
        (&["diff", "--exit-code", "old.py"], 1),
        (&["diff", "--exit-code", "new.py"], 0),
        (&["check", "old.py"], 1),
        (&["check", "new.py"], 0),
        (&["apply", "new.py"], 0),
        (&["rules"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
    ] {
        let run = sandbox.run(arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.err);
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let sandbox = Sandbox::with(&[("old.py", OLD)]);
    for command in ["diff", "check"] {
        let plain = sandbox.run(&[command]);
        assert!(!plain.out.contains('\u{1b}') && !plain.err.contains('\u{1b}'));
        let forced = sandbox.run(&[command, "--color", "always"]);
        assert!(forced.out.contains('\u{1b}') && forced.err.contains('\u{1b}'));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_alchemod"));
    command
        .current_dir(sandbox.path(""))
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1");
    let output = command.output().expect("alchemod runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains('\u{1b}'));
}

#[test]
fn findings_are_one_line_each() {
    let sandbox = Sandbox::with(&[("app/old.py", &format!("\n{OLD}"))]);
    let run = sandbox.run(&["check"]);
    let first = run.out.lines().next().expect("a finding");
    assert!(first.starts_with("app/old.py:2:"), "{first}");
    assert!(first.contains(": AM") && first.ends_with(']'), "{first}");
    let inside = sandbox.run_in("app", &["check"]);
    assert!(inside.out.starts_with("old.py:2:"), "{}", inside.out);
}

#[test]
fn json_has_places_edits_and_changes() {
    let sandbox = Sandbox::with(&[("old.py", OLD)]);
    sandbox.write("bad.py", [OLD.as_bytes(), b"\xff"].concat());
    let run = sandbox.run(&["check", "--output-format", "json"]);
    assert_eq!(run.code, 2);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(report["schema"], 1);
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["path"], &finding["line"]),
        (&"old.py".into(), &1.into())
    );
    for key in [
        "column",
        "end_line",
        "end_column",
        "code",
        "name",
        "message",
        "reason",
        "safety",
        "outcome",
        "edits",
    ] {
        assert!(!finding[key].is_null(), "{key} in {finding}");
    }
    for key in ["title", "url"] {
        assert!(finding["guide"][key].is_string(), "{finding}");
    }
    assert_eq!(report["problems"][0]["path"], "bad.py");
    assert_eq!(report["problems"][0]["line"], 4);
    // The changes make of the old text what `apply` makes of it.
    let change = &report["changes"][0];
    assert_eq!(change["path"], "old.py");
    let mut text = OLD.to_owned();
    for edit in change["edits"].as_array().expect("edits").iter().rev() {
        let at = |key: &str| edit[key].as_u64().expect("an offset") as usize;
        text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("text"));
    }
    assert_eq!(sandbox.run(&["apply", "old.py"]).code, 0);
    assert_eq!(text.as_bytes(), sandbox.read("old.py"));
}

#[test]
fn the_summary_says_what_to_type_next() {
    let sandbox = Sandbox::with(&[("my app/old.py", OLD), ("new.py", "x = 1\n")]);
    let run = sandbox.run(&["diff", "my app", "--target", "1.4"]);
    assert!(
        run.err.starts_with("1 file read, 1 file would change\n"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("  alchemod apply --target 1.4 'my app' "),
        "{}",
        run.err
    );
    let quiet = sandbox.run(&["diff", "-q"]);
    assert!(quiet.err.is_empty(), "{}", quiet.err);
    let told = sandbox.run(&["diff", "-v"]);
    assert!(
        told.err
            .starts_with("target 2.0, Python 3.8, safe rewrites only"),
        "{}",
        told.err
    );
}
