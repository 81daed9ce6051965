//! Whatever the input: one clear line that names the file and says what to do, all other files done, nothing
//! lost, exit code 2.

mod support;

use std::fs;
use std::process::Stdio;

use support::{Sandbox, OLD};

/// Runs `apply` over a good file and a bad one.
fn bad_file(bytes: &[u8], said: &str) {
    let sandbox = Sandbox::with(&[("good.py", OLD), ("zgood.py", OLD)]);
    sandbox.write("bad.py", bytes);
    for command in ["check", "diff", "apply"] {
        let run = sandbox.run(&[command]);
        let problems = run.problems("bad.py");
        assert_eq!(problems.len(), 1, "{command}: {}", run.err);
        assert!(problems[0].contains(said), "{command}: {}", problems[0]);
        assert!(problems[0].len() < 300, "{command}: {}", problems[0]);
        assert_eq!(run.all_problems().len(), 1, "{command}: {}", run.err);
        assert_eq!(run.code, 2, "{command}");
    }
    assert!(sandbox.is_rewritten("good.py") && sandbox.is_rewritten("zgood.py"));
    assert_eq!(sandbox.read("bad.py"), bytes);
    assert_eq!(sandbox.files(), ["bad.py", "good.py", "zgood.py"]);
}

fn with_old(more: &[u8]) -> Vec<u8> {
    [OLD.as_bytes(), more].concat()
}

#[test]
fn not_python() {
    bad_file(&with_old(b"class of 1999:\n"), ":4:");
}

#[test]
fn not_utf8() {
    bad_file(&with_old(b"name = '\xff'\n"), "not valid utf-8");
}

#[test]
fn nul_bytes() {
    bad_file(&with_old(b"name = '\0'\n"), "NUL byte");
}

#[test]
fn utf16() {
    let text: Vec<u8> = OLD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bad_file(&[b"\xff\xfe", text.as_slice()].concat(), "UTF-16");
}

#[test]
fn deep_parentheses() {
    let deep = format!("x = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000));
    bad_file(&with_old(deep.as_bytes()), "nest");
}

#[test]
fn a_long_chain() {
    let chain = format!("x = q{}\n", ".filter(1)".repeat(50_000));
    bad_file(&with_old(chain.as_bytes()), "");
}

#[test]
fn an_empty_file_is_no_error() {
    let sandbox = Sandbox::with(&[("empty.py", ""), ("good.py", OLD)]);
    let run = sandbox.run(&["apply"]);
    assert_eq!((run.code, run.all_problems().len()), (0, 0), "{}", run.err);
    assert!(sandbox.is_rewritten("good.py"));
    assert_eq!(sandbox.read("empty.py"), b"");
}

#[test]
fn a_notebook_is_told_to_be_none_of_ours() {
    let sandbox = Sandbox::with(&[("book.ipynb", "{}"), ("good.py", OLD)]);
    let run = sandbox.run(&["apply", "book.ipynb", "good.py"]);
    assert_eq!(run.problems("book.ipynb").len(), 1, "{}", run.err);
    assert_eq!(run.code, 2);
    assert!(sandbox.is_rewritten("good.py"));
}

#[test]
fn no_such_path() {
    let sandbox = Sandbox::with(&[("good.py", OLD)]);
    let run = sandbox.run(&["apply", "nosuch.py", "good.py"]);
    assert_eq!(run.problems("nosuch.py").len(), 1, "{}", run.err);
    assert_eq!(run.code, 2);
    assert!(sandbox.is_rewritten("good.py"));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with(&[("bad.py", OLD), ("good.py", OLD)]);
    fs::set_permissions(sandbox.path("bad.py"), fs::Permissions::from_mode(0o000)).expect("mode");
    let run = sandbox.run_without_rights(&["apply"]);
    let problems = run.problems("bad.py");
    assert_eq!(problems.len(), 1, "{}", run.err);
    assert!(
        problems[0].contains("permission denied; change the permissions"),
        "{}",
        problems[0]
    );
    assert_eq!(run.code, 2);
    assert!(sandbox.is_rewritten("good.py"));
}

#[cfg(unix)]
#[test]
fn an_unreadable_folder() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with(&[("closed/bad.py", OLD), ("good.py", OLD)]);
    let closed = sandbox.path("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("mode");
    let run = sandbox.run_without_rights(&["apply"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("mode");
    assert_eq!(run.problems("closed").len(), 1, "{}", run.err);
    assert_eq!(run.code, 2);
    assert!(sandbox.is_rewritten("good.py") && !sandbox.is_rewritten("closed/bad.py"));
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_broken_ones() {
    use std::os::unix::fs::symlink;
    /// The link that is told, all links (target and name), and what is said.
    type Circle = (
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static str,
    );
    let circles: &[Circle] = &[
        (
            "self.py",
            &[("self.py", "self.py")],
            "symbolic link in a circle",
        ),
        (
            "a.py",
            &[("a.py", "b.py"), ("b.py", "a.py")],
            "symbolic link in a circle",
        ),
        (
            "package",
            &[("package", "package")],
            "symbolic link in a circle",
        ),
        (
            "app/again",
            &[("..", "app/again")],
            "symbolic link to a folder that it lies in",
        ),
        (
            "broken.py",
            &[("nowhere.py", "broken.py")],
            "broken symbolic link",
        ),
    ];
    for (name, links, said) in circles {
        let sandbox = Sandbox::with(&[("app/good.py", OLD), ("good.py", OLD)]);
        for (target, link) in *links {
            symlink(target, sandbox.path(link)).expect("link");
        }
        let run = sandbox.run(&["apply"]);
        let problems = run.problems(name);
        assert_eq!(problems.len(), 1, "{name}: {}", run.err);
        assert!(
            problems[0].contains(said) && problems[0].contains("remove it"),
            "{}",
            problems[0]
        );
        assert_eq!(run.code, 2, "{name}");
        assert!(
            sandbox.is_rewritten("good.py") && sandbox.is_rewritten("app/good.py"),
            "{name}"
        );
        let quiet = sandbox.run(&[
            "check",
            "--exclude",
            "*.py",
            "--exclude",
            "package",
            "--exclude",
            "again",
        ]);
        assert_eq!(quiet.code, 0, "{name}: {}", quiet.err);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_hang() {
    let sandbox = Sandbox::with(&[("good.py", OLD)]);
    let made = std::process::Command::new("mkfifo")
        .arg(sandbox.path("pipe.py"))
        .status();
    assert!(made.expect("mkfifo runs").success());
    let run = sandbox.run(&["check", "pipe.py", "good.py"]);
    assert_eq!(run.problems("pipe.py").len(), 1, "{}", run.err);
    assert_eq!(run.code, 2);
}

/// A limit on the size of files stands in for a full disk: writing fails half-way in the same manner.
#[cfg(unix)]
#[test]
fn a_full_disk() {
    let sandbox = Sandbox::with(&[("good.py", OLD)]);
    let big = format!("{OLD}{}", "# filling\n".repeat(4_000));
    sandbox.write("big.py", &big);
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";
    let run = sandbox.run_in_shell(script, &["apply"]);
    let problems = run.problems("big.py");
    assert_eq!(problems.len(), 1, "{}", run.err);
    assert!(
        problems[0].contains("cannot write") && problems[0].contains("run again"),
        "{}",
        problems[0]
    );
    assert_eq!(run.code, 2);
    assert_eq!(sandbox.read("big.py"), big.as_bytes());
    assert!(sandbox.is_rewritten("good.py"));
    assert_eq!(sandbox.files(), ["big.py", "good.py"]);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with(&[("closed/bad.py", OLD), ("good.py", OLD)]);
    let closed = sandbox.path("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("mode");
    let run = sandbox.run_without_rights(&["apply"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("mode");
    let problems = run.problems("closed/bad.py");
    assert_eq!(problems.len(), 1, "{}", run.err);
    assert!(
        problems[0].contains("cannot write: permission denied"),
        "{}",
        problems[0]
    );
    assert_eq!(run.code, 2);
    assert_eq!(sandbox.read("closed/bad.py"), OLD.as_bytes());
    assert!(sandbox.is_rewritten("good.py"));
}

#[test]
fn a_broken_configuration() {
    for (text, said) in [
        (
            "[tool.alchemod\n",
            "pyproject.toml:1: error: broken configuration",
        ),
        (
            "[tool.alchemod]\ntarget = '3'\n",
            "pyproject.toml:2: error: [tool.alchemod] target",
        ),
        (
            "[tool.alchemod]\nunsafe = 'yes'\n",
            "pyproject.toml:2: error: broken configuration",
        ),
        (
            "[tool.alchemod]\n\nselect = ['nosuch']\n",
            "pyproject.toml:3: error: [tool.alchemod] select: unknown rule",
        ),
        (
            "[tool.alchemod]\nexclud = []\n",
            "pyproject.toml:2: error: broken configuration: unknown field",
        ),
        (
            "[project]\nrequires-python = 'newest'\n",
            "pyproject.toml: error: cannot understand",
        ),
    ] {
        let sandbox = Sandbox::with(&[("pyproject.toml", text), ("app/good.py", OLD)]);
        let run = sandbox.run(&["apply", "app"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.starts_with(said), "{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
        assert_eq!(sandbox.read("app/good.py"), OLD.as_bytes());
    }
}

#[test]
fn bad_arguments() {
    let sandbox = Sandbox::with(&[("good.py", OLD)]);
    for (arguments, said) in [
        (
            &["apply", "--select", "nosuch"][..],
            "unknown rule \"nosuch\"",
        ),
        (&["apply", "--ignore", "querys"], "did you mean queries"),
        (&["apply", "--target", "3"], "1.4, 2.0 or 2.1"),
        (
            &["apply", "--python-version", "2.7"],
            "not a Python 3 release",
        ),
        (&["apply", "--jobs", "0"], "--jobs"),
        (&["apply", "--no-such-option"], "--no-such-option"),
        (&["apply", "-", "good.py"], "`-` stands alone"),
        (
            &["apply", "--stdin-filename", "x.py"],
            "--stdin-filename needs `-`",
        ),
        (
            &["apply", "--exclude", "[z-a]", "good.py"],
            "error: --exclude: cannot understand",
        ),
        (&["aply"], "did you mean `alchemod apply`?"),
        (&["explain", "nosuch"], "unknown rule \"nosuch\""),
    ] {
        let run = sandbox.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
    }
    assert_eq!(sandbox.read("good.py"), OLD.as_bytes());
}

/// A reader that goes away, as `head` does, ends the run without a word.
#[test]
fn a_closed_pipe() {
    let sandbox = Sandbox::new();
    for index in 0..600 {
        sandbox.write(
            &format!("m{index}.py"),
            format!("{OLD}{}", "# filling\n".repeat(100)),
        );
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_alchemod"));
    command
        .current_dir(sandbox.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("alchemod runs");
    // More than a pipe holds is to be written, so that writing fails at some time.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("alchemod ends");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        !words.contains("error") && !words.contains("panick"),
        "{words}"
    );
    assert_eq!(output.status.code(), Some(0));
}
