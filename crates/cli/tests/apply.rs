//! Writing: what git could not bring back is refused, and only what must change does.

mod support;

use std::fs;

use support::{Sandbox, OLD};

#[test]
fn committed_files_are_rewritten_and_a_second_run_is_empty() {
    let sandbox = Sandbox::with(&[("app/models.py", OLD), ("app/other.py", "x = 1\n")]);
    sandbox.commit();
    let run = sandbox.run(&["apply"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.is_empty(), "{}", run.out);
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        " M app/models.py\n"
    );
    let after = sandbox.read("app/models.py");
    let again = sandbox.run(&["apply", "--allow-dirty"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("nothing rewritten"), "{}", again.err);
    assert_eq!(sandbox.read("app/models.py"), after);
}

#[test]
fn unsaved_files_are_refused_and_the_others_done() {
    let sandbox = Sandbox::with(&[
        ("changed.py", OLD),
        ("staged.py", OLD),
        ("clean.py", OLD),
        (".gitignore", "secret.py\n"),
    ]);
    sandbox.commit();
    let edited = format!("{OLD}# mine\n");
    sandbox.write("changed.py", &edited);
    sandbox.write("staged.py", &edited);
    sandbox.git(&["add", "staged.py"]);
    sandbox.write("new.py", OLD);
    sandbox.write("secret.py", OLD);
    let run = sandbox.run(&["apply", ".", "secret.py"]);
    assert_eq!(run.code, 2);
    for (path, said) in [
        ("changed.py", "uncommitted changes"),
        ("staged.py", "uncommitted changes"),
        ("new.py", "git does not track it"),
        ("secret.py", "git does not track it"),
    ] {
        let problems = run.problems(path);
        assert_eq!(problems.len(), 1, "{}", run.err);
        assert!(
            problems[0].contains(said) && problems[0].contains("--allow-dirty"),
            "{}",
            problems[0]
        );
        assert!(!sandbox.is_rewritten(path), "{path}");
    }
    assert!(sandbox.is_rewritten("clean.py"));
    let run = sandbox.run(&["apply", "--allow-dirty", ".", "secret.py"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for path in ["changed.py", "staged.py", "new.py", "secret.py"] {
        assert!(sandbox.is_rewritten(path), "{path}");
    }
    assert!(String::from_utf8_lossy(&sandbox.read("changed.py")).ends_with("# mine\n"));
}

#[test]
fn a_subfolder_of_a_repository_knows_its_state() {
    let sandbox = Sandbox::with(&[("src/a b/é.py", OLD), ("src/clean.py", OLD)]);
    sandbox.commit();
    sandbox.write("src/a b/é.py", format!("{OLD}#\n"));
    let run = sandbox.run_in("src", &["apply"]);
    assert_eq!(run.problems("a b/é.py").len(), 1, "{}", run.err);
    assert!(sandbox.is_rewritten("src/clean.py") && !sandbox.is_rewritten("src/a b/é.py"));
}

#[test]
fn without_an_answer_from_git_nothing_is_written() {
    let sandbox = Sandbox::with(&[("a.py", OLD)]);
    sandbox.write(".git", "gitdir: nowhere\n");
    let run = sandbox.run(&["apply"]);
    assert_eq!(run.code, 2);
    let problems = run.problems("a.py");
    assert_eq!(problems.len(), 1, "{}", run.err);
    assert!(problems[0].contains("cannot ask git"), "{}", problems[0]);
    assert_eq!(sandbox.read("a.py"), OLD.as_bytes());
}

#[test]
fn encodings_marks_and_line_ends_stay() {
    let latin = b"# -*- coding: latin-1 -*-\r\nfrom sqlalchemy.ext.declarative import declarative_base\r\nx = '\xe9'\r\n";
    let marked = "\u{feff}from sqlalchemy.ext.declarative import declarative_base\nx = 'é'";
    let sandbox = Sandbox::new();
    sandbox.write("latin.py", latin);
    sandbox.write("marked.py", marked);
    let run = sandbox.run(&["apply"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let latin = sandbox.read("latin.py");
    assert!(sandbox.is_rewritten("latin.py"));
    assert!(
        latin.starts_with(b"# -*- coding: latin-1 -*-\r\n") && latin.ends_with(b"x = '\xe9'\r\n")
    );
    assert_eq!(
        latin.iter().filter(|&&byte| byte == b'\n').count(),
        latin.iter().filter(|&&byte| byte == b'\r').count()
    );
    let marked = sandbox.read("marked.py");
    assert!(sandbox.is_rewritten("marked.py"));
    assert!(marked.starts_with(b"\xef\xbb\xbf") && marked.ends_with("x = 'é'".as_bytes()));
}

#[cfg(unix)]
#[test]
fn links_and_modes_stay() {
    use std::os::unix::fs::{symlink, PermissionsExt};
    let sandbox = Sandbox::with(&[("real.py", OLD)]);
    symlink("real.py", sandbox.path("link.py")).expect("link");
    fs::set_permissions(sandbox.path("real.py"), fs::Permissions::from_mode(0o755)).expect("mode");
    let run = sandbox.run(&["apply", "link.py"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(sandbox.is_rewritten("real.py") && sandbox.path("link.py").is_symlink());
    let mode = fs::metadata(sandbox.path("real.py"))
        .expect("data")
        .permissions()
        .mode();
    assert_eq!(mode & 0o7777, 0o755);
}

#[test]
fn standard_input_is_a_filter() {
    let sandbox = Sandbox::with(&[("app/a.py", "x = 1\n")]);
    let run = sandbox.run_with_stdin(
        &["apply", "-", "--stdin-filename", "app/a.py"],
        OLD.as_bytes(),
    );
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        support::is_rewritten(run.out.as_bytes()) && run.out.contains("Base"),
        "{}",
        run.out
    );
    assert_eq!(sandbox.read("app/a.py"), b"x = 1\n");
    let run = sandbox.run_with_stdin(&["apply", "-"], b"x = 1\n");
    assert_eq!((run.code, run.out.as_str()), (0, "x = 1\n"), "{}", run.err);
    let run = sandbox.run_with_stdin(
        &["diff", "-", "--stdin-filename", "app/new.py"],
        OLD.as_bytes(),
    );
    assert!(
        run.out.starts_with("--- a/app/new.py\n+++ b/app/new.py\n"),
        "{}",
        run.out
    );
    let run = sandbox.run_with_stdin(&["check", "-"], b"x = '\xff'\n");
    assert_eq!(run.code, 2);
    assert_eq!(run.problems("<stdin>").len(), 1, "{}", run.err);
}
