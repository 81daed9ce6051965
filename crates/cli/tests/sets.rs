//! Files that are rewritten together, or not at all; with small transforms of our own.

mod support;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use alchemod::Host;
use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::NodeId;
use alchemod_text::{Edit, Span};

use support::Sandbox;

static RULE: Rule = Rule {
    code: "AM901",
    name: "together",
    stage: Stage::Queries,
    summary: "for tests",
    guide: ("none", "https://example.org"),
    since: Target::V14,
    doc: "",
};

/// Renames `together` in all files of the project at once; and does something on the way.
struct Together<F: Fn() + Sync> {
    new_name: &'static str,
    meanwhile: F,
}

impl<F: Fn() + Sync> Transform for Together<F> {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["together"])
    }

    fn check(&self, cx: &Context<'_, '_>, _: NodeId) -> Option<Finding> {
        (self.meanwhile)();
        let mut rewrite = Rewrite::default();
        for file in &cx.project.files {
            for (at, word) in file.tree.text().match_indices("together") {
                let (start, end) = (at as u32, (at + word.len()) as u32);
                rewrite =
                    rewrite.edit(file.id, Edit::replace(Span::new(start, end), self.new_name));
            }
        }
        let at = cx.file.tree.text().find("together")? as u32;
        Some(Finding::safe(
            Span::new(at, at + 8),
            "together goes",
            rewrite,
        ))
    }
}

fn together(new_name: &'static str) -> Together<fn()> {
    Together {
        new_name,
        meanwhile: || {},
    }
}

const PART: &str = "import sqlalchemy, a\ntogether()\n";
const DONE: &str = "import sqlalchemy, a\ndone()\n";

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic")).into_owned()
    }
}

/// Runs a command line within this process; gives the exit code and what was said on standard error.
fn run(sandbox: &Sandbox, arguments: &[&str], transform: &dyn Transform) -> (u8, String) {
    let (out, err) = (Buffer::default(), Buffer::default());
    let mut host = Host {
        cwd: sandbox.path(""),
        stdin: Box::new(io::empty()),
        out: Box::new(out.clone()),
        err: Box::new(err.clone()),
        out_color: false,
        err_color: false,
    };
    let arguments = ["alchemod"].iter().chain(arguments).map(OsString::from);
    let code = alchemod::run(arguments, &mut host, &[transform]);
    (code, err.text())
}

fn parts() -> Sandbox {
    Sandbox::with(&[("a.py", PART), ("b.py", PART), ("c/d.py", PART)])
}

fn all_are(sandbox: &Sandbox, text: &str) {
    for path in ["a.py", "b.py", "c/d.py"] {
        assert_eq!(String::from_utf8_lossy(&sandbox.read(path)), text, "{path}");
    }
}

#[test]
fn all_together() {
    let sandbox = parts();
    let (code, err) = run(&sandbox, &["apply"], &together("done"));
    assert_eq!(code, 0, "{err}");
    all_are(&sandbox, DONE);
}

#[test]
fn one_with_uncommitted_changes_keeps_the_others() {
    let sandbox = parts();
    sandbox.commit();
    let edited = format!("{PART}# mine\n");
    sandbox.write("b.py", &edited);
    let (code, err) = run(&sandbox, &["apply"], &together("done"));
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("b.py: error: not rewritten: it has uncommitted changes"),
        "{err}"
    );
    for path in ["a.py", "c/d.py"] {
        let line = format!("{path}: error: not rewritten: its changes belong to those of b.py");
        assert!(err.contains(&line), "{err}");
        assert_eq!(sandbox.read(path), PART.as_bytes());
    }
    assert_eq!(sandbox.read("b.py"), edited.as_bytes());
    let (code, err) = run(&sandbox, &["apply", "--allow-dirty"], &together("done"));
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        sandbox.read("b.py"),
        edited.replace("together", "done").as_bytes()
    );
}

#[test]
fn one_that_changes_meanwhile_keeps_the_others() {
    let sandbox = parts();
    let path: PathBuf = sandbox.path("b.py");
    let transform = Together {
        new_name: "done",
        meanwhile: || std::fs::write(&path, "someone = 'else'\n").expect("written"),
    };
    let (code, err) = run(&sandbox, &["apply", "--allow-dirty"], &transform);
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("b.py: error: not rewritten: it changed since it was read; run again"),
        "{err}"
    );
    assert_eq!(sandbox.read("b.py"), b"someone = 'else'\n");
    assert_eq!(sandbox.read("a.py"), PART.as_bytes());
    assert_eq!(sandbox.files(), ["a.py", "b.py", "c/d.py"]);
}

#[test]
fn one_whose_encoding_lacks_a_character_keeps_the_others() {
    let sandbox = parts();
    sandbox.write("b.py", format!("# coding: latin-1\n{PART}"));
    for command in ["diff", "apply"] {
        let (code, err) = run(&sandbox, &[command], &together("d\u{119}ne"));
        assert_eq!(code, 2, "{err}");
        assert!(
            err.contains("b.py: error: not rewritten: character"),
            "{err}"
        );
        assert!(
            err.contains("a.py: error: not rewritten: its changes belong"),
            "{err}"
        );
    }
    assert_eq!(sandbox.read("a.py"), PART.as_bytes());
}

#[test]
fn files_that_were_not_asked_for_stay() {
    let sandbox = parts();
    sandbox.write("pyproject.toml", "");
    let (code, err) = run(&sandbox, &["apply", "a.py"], &together("done"));
    all_are(&sandbox, PART);
    assert!(err.contains("nothing rewritten"), "{err}");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("By hand 1"), "{err}");
}
