//! Diffs: what they look like, and that `git apply` makes of the old text the new one.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use alchemod_text::{unified_diff, Diff, LineKind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn diff(old: &str, new: &str) -> Diff {
    unified_diff(old, new, "a/m.py", "b/m.py", 3).expect("the texts differ")
}

#[test]
fn equal_texts_have_none() {
    assert_eq!(unified_diff("a\n", "a\n", "a/m.py", "b/m.py", 3), None);
}

#[test]
fn plain_form() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12";
    let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n";
    let plain = "--- a/m.py\n+++ b/m.py\n@@ -2,11 +2,11 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n\\ No newline at end of file\n+12\n";
    assert_eq!(diff(old, new).to_string(), plain);
    assert_eq!(diff(old, new).counts(), (2, 2));
    let narrow = unified_diff(old, new, "a/m.py", "b/m.py", 0).expect("the texts differ");
    assert_eq!(
        narrow
            .hunks
            .iter()
            .map(|hunk| hunk.header())
            .collect::<Vec<_>>(),
        ["@@ -5 +5 @@", "@@ -12 +12 @@"]
    );
}

#[test]
fn empty_sides() {
    assert_eq!(diff("", "x\n").hunks[0].header(), "@@ -0,0 +1 @@");
    assert_eq!(diff("x\ny\n", "").hunks[0].header(), "@@ -1,2 +0,0 @@");
}

#[test]
fn carriage_returns_stay_in_the_text() {
    let diff = diff("a\r\nb\rc\r\n", "a\r\nb\rd\r\n");
    let lines: Vec<_> = diff.hunks[0]
        .lines
        .iter()
        .map(|line| (line.kind, line.text.as_str()))
        .collect();
    let expected = [
        (LineKind::Context, "a\r"),
        (LineKind::Removed, "b\rc\r"),
        (LineKind::Added, "b\rd\r"),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn special_paths_are_quoted() {
    for (path, header) in [
        ("a/x.py", "--- a/x.py"),
        ("a/my x.py", "--- a/my x.py\t"),
        ("a/é.py", r#"--- "a/\303\251.py""#),
        ("a/\"\\\t\u{1}\u{7f}.py", r#"--- "a/\"\\\t\001\177.py""#),
        ("a/é x.py", "--- \"a/\\303\\251 x.py\"\t"),
    ] {
        let diff = unified_diff("", "x", path, "b/x.py", 3).expect("the texts differ");
        assert_eq!(diff.header()[0], header);
    }
}

#[test]
fn emphasis_marks_the_changed_words() {
    let old = "u = session.query(User).get(5)\nx\n";
    let mut diff = diff(old, "u = session.get(User, 5)\nx\n");
    assert!(diff
        .hunks
        .iter()
        .flat_map(|hunk| &hunk.lines)
        .all(|line| line.emphasis.is_empty()));
    diff.emphasise();
    let marked: Vec<Vec<&str>> = diff.hunks[0]
        .lines
        .iter()
        .map(|line| {
            line.emphasis
                .iter()
                .map(|range| &line.text[range.clone()])
                .collect()
        })
        .collect();
    assert_eq!(marked, [vec!["query(User)."], vec!["User, "], vec![]]);
}

#[test]
fn nothing_is_emphasised_where_all_changed() {
    let mut diff = diff("alpha beta\n", "1 + 2\n");
    diff.emphasise();
    assert!(diff.hunks[0]
        .lines
        .iter()
        .all(|line| line.emphasis.is_empty()));
}

#[test]
fn huge_texts_end_in_time() {
    let text = |word: &str| {
        (0..150_000)
            .map(|line| format!("{word} {}\n", line * 7919 % 1000))
            .collect::<String>()
    };
    let start = std::time::Instant::now();
    let diff = diff(&text("old"), &text("new"));
    assert_eq!(diff.counts(), (150_000, 150_000));
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

fn git(dir: &Path, args: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(dir)
        .args(["-c", "core.autocrlf=false", "-c", "core.quotePath=true"])
        .args(args);
    git.env("GIT_CEILING_DIRECTORIES", dir)
        .env("GIT_CONFIG_GLOBAL", "")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

/// What `git apply` makes of a file of this name and text.
fn applied(name: &str, old: &str, new: &str, context: usize) -> Result<String, String> {
    let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = dir.path().join(name);
    fs::write(&file, old).map_err(|error| error.to_string())?;
    let diff = unified_diff(
        old,
        new,
        &format!("a/{name}"),
        &format!("b/{name}"),
        context,
    );
    let patch = diff.expect("the texts differ").to_string();
    // Without context git takes a patch only when told that this is meant.
    let zero: &[&str] = if context == 0 {
        &["--unidiff-zero"]
    } else {
        &[]
    };
    let mut child = git(dir.path(), &[&["apply"], zero].concat())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(patch.as_bytes())
        .map_err(|error| error.to_string())?;
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!(
            "{}\n{patch}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    fs::read_to_string(&file).map_err(|error| format!("{error}\n{patch}"))
}

#[test]
fn git_applies_it() {
    for (old, new) in [
        ("", "x\n"),
        ("", "x"),
        ("x\n", ""),
        ("x", ""),
        ("x\n", "x"),
        ("x", "x\n"),
        ("x\r\n", "x\n"),
        ("a\rb\rc", "a\rB\rc"),
        ("a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"),
        ("a\n\n\n", "a\n"),
        ("a\n\r\n\r", "a\n\r"),
        ("aaa\n\r\n\r\n\r", "\r\n"),
        ("x = '\u{2028}\u{85}\x0c'\ny\n", "x = '\u{2028}\x0c'\ny\n"),
    ] {
        assert_eq!(applied("m.py", old, new, 3).as_deref(), Ok(new), "{old:?}");
    }
    for name in ["my module.py", "é.py", "a\"b\\c\td.py", " x .py"] {
        assert_eq!(
            applied(name, "x\ny\n", "x\nz\n", 3).as_deref(),
            Ok("x\nz\n"),
            "{name:?}"
        );
    }
}

#[test]
fn git_applies_random_ones() {
    // Each case starts git, so there are few.
    let config = Config {
        cases: 120,
        failure_persistence: None,
        ..Config::default()
    };
    let text = || {
        prop::collection::vec(
            prop_oneof![
                Just("a"),
                Just("b"),
                Just("\n"),
                Just("\n"),
                Just("\r\n"),
                Just("\r")
            ],
            0..25,
        )
    };
    let outcome =
        // Without context git misplaces hunks between equal lines, also those of its own diffs.
        TestRunner::new(config).run(&(text(), text(), 1..4usize), |(old, new, context)| {
            let (old, new) = (old.concat(), new.concat());
            prop_assume!(old != new);
            prop_assert_eq!(applied("m.py", &old, &new, context), Ok(new));
            Ok(())
        });
    assert_eq!(outcome, Ok(()));
}
