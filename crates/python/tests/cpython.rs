//! CPython's own parser as the oracle: kinds and byte ranges of all nodes must be the same.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use alchemod_python::{arguments, ast, parse, Node, Nodes, TokenKind, Tree};
use alchemod_text::Source;

/// The interpreter to compare with: `ALCHEMOD_PYTHON`, else the newest on the path. Before 3.12
/// CPython's positions within f-strings are wrong, so that less is compared.
fn interpreter() -> String {
    if let Ok(chosen) = std::env::var("ALCHEMOD_PYTHON") {
        return chosen;
    }
    let names = ["python3.14", "python3.13", "python3.12", "python3"];
    let found = names.iter().find(|name| {
        Command::new(name)
            .args(["-c", "import sys; sys.exit(sys.version_info < (3, 10))"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    });
    let Some(found) = found else {
        panic!(
            "this test compares with CPython 3.10 or later, and there is none on the path: \
             install one (`apt-get install python3` or `uv python install 3.13`), \
             or name one in ALCHEMOD_PYTHON"
        );
    };
    found.to_string()
}

/// CPython's nodes of each file, `None` for what it refuses; and its version, as 313.
fn oracle(paths: &[PathBuf]) -> (Vec<Option<String>>, u32) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dump_ast.py");
    let mut child = Command::new(interpreter())
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let list: String = paths.iter().map(|p| format!("{}\n", p.display())).collect();
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(list.as_bytes()));
    let output = child.wait_with_output().expect("the interpreter ends");
    writer.join().expect("no panic").expect("it reads the list");
    let text = String::from_utf8(output.stdout).expect("ASCII");
    let mut lines: Vec<&str> = text.lines().collect();
    let version = lines.pop().expect("a version").parse().expect("a number");
    assert_eq!(lines.len(), paths.len());
    let nodes = lines
        .into_iter()
        .map(|line| (line != "ERROR").then(|| line.to_owned()))
        .collect();
    (nodes, version)
}

/// Takes the debug form of a node as far as its name, and no further: it may be long.
struct Name(String);

impl std::fmt::Write for Name {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.push_str(text.split('(').next().unwrap_or_default());
        if text.contains('(') {
            return Err(std::fmt::Error);
        }
        Ok(())
    }
}

/// The name that CPython gives to a node of this kind; empty if it has no position there.
fn kind(node: Node) -> String {
    let mut name = Name(String::new());
    let _stopped = match node {
        Node::Stmt(n) => write!(name, "{n:?}"),
        Node::Expr(n) => write!(name, "{n:?}"),
        Node::Pattern(n) => write!(name, "{n:?}"),
        Node::Keyword(_) => name.write_str("keyword"),
        Node::Parameter(_) => name.write_str("arg"),
        Node::Alias(_) => name.write_str("alias"),
        Node::ExceptHandler(_) => name.write_str("ExceptHandler"),
        _ => Ok(()),
    };
    name.0
}

/// Statements that hold others.
const COMPOUND: [&str; 13] = [
    "FunctionDef",
    "AsyncFunctionDef",
    "ClassDef",
    "For",
    "AsyncFor",
    "While",
    "If",
    "With",
    "AsyncWith",
    "Match",
    "Try",
    "TryStar",
    "ExceptHandler",
];

/// Our nodes in the form of the script; without what is within f-strings unless `exact`.
fn ours(tree: &Tree, exact: bool) -> String {
    let nodes = Nodes::new(tree);
    let mut found = Vec::new();
    for (id, node) in nodes.iter() {
        let parent = nodes.parent(id).map(|id| nodes.get(id));
        let in_string = matches!(parent, Some(Node::Expr(ast::Expr::JoinedStr(_))));
        let constant = matches!(node, Node::Expr(ast::Expr::Constant(_)));
        let name = kind(node);
        if name.is_empty() || in_string && constant {
            continue;
        }
        let within_string = || {
            let mut ancestors = nodes.ancestors(id).map(|id| nodes.get(id));
            ancestors.any(|n| matches!(n, Node::Expr(ast::Expr::JoinedStr(_))))
        };
        if !exact && within_string() {
            continue;
        }
        let span = node.span();
        let (mut start, mut end) = (span.start, span.end);
        // Three known differences, each with the reason why it is left (see `node::span`).
        let tokens = tree.tokens();
        if let (Some(Node::Expr(ast::Expr::Call(call))), "GeneratorExp") = (parent, name.as_str()) {
            // `f(x for x in y)`: CPython counts the call's own parentheses in
            let inside = arguments::inside_parentheses(tree, call).expect("a call has them");
            let own = tokens.closing(start).is_some_and(|t| t.span.end == end);
            if call.args.len() + call.keywords.len() == 1 && !own {
                (start, end) = (inside.start - 1, inside.end + 1);
            }
        }
        if let (Some(Node::Expr(ast::Expr::Subscript(_))), "Starred") = (parent, name.as_str()) {
            // `a[*b]`: CPython wraps it in a tuple
            found.push((start, end, "Tuple".to_owned()));
        }
        if COMPOUND.contains(&name.as_str()) {
            // `if x: y;`: CPython counts the semicolon in
            if let Some(next) = tokens.at_or_after(end) {
                if next.kind == TokenKind::Semicolon {
                    end = next.span.end;
                }
            }
        }
        found.push((start, end, name));
    }
    found.sort();
    let parts: Vec<String> = found
        .iter()
        .map(|(start, end, name)| format!("{name}:{start}:{end}"))
        .collect();
    parts.join(" ")
}

/// The first difference, for the message.
fn difference(text: &str, ours: &str, theirs: &str) -> String {
    let set: std::collections::BTreeSet<&str> = theirs.split(' ').collect();
    let mine: std::collections::BTreeSet<&str> = ours.split(' ').collect();
    let show = |item: Option<&&str>| match item {
        Some(item) => {
            let mut parts = item.split(':').skip(1).map(|n| n.parse::<usize>().unwrap());
            let (start, end) = (parts.next().unwrap(), parts.next().unwrap());
            format!("{item} {:?}", text.get(start..end.min(start + 200)))
        }
        None => "nothing".to_owned(),
    };
    format!(
        "ours only: {}; CPython only: {}",
        show(mine.difference(&set).next()),
        show(set.difference(&mine).next())
    )
}

/// Compares all files; returns how many were compared, what differs, and CPython's version.
fn compare(paths: &[PathBuf]) -> (usize, Vec<String>, u32) {
    let (oracle, version) = oracle(paths);
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (path, theirs) in paths.iter().zip(oracle) {
        let bytes = std::fs::read(path).expect("readable");
        let Ok(source) = Source::decode(bytes) else {
            continue;
        };
        let text = source.text().to_owned();
        let name = path.display();
        match (parse(text.clone()), theirs) {
            (Ok(tree), Some(theirs)) => {
                compared += 1;
                let ours = ours(&tree, version >= 312);
                if ours != theirs {
                    wrong.push(format!("{name}: {}", difference(&text, &ours, &theirs)));
                }
            }
            (Err(error), Some(_)) => {
                wrong.push(format!("{name}: refused: {error} at {}", error.offset));
            }
            (_, None) => {}
        }
    }
    (compared, wrong, version)
}

/// All Python files below a folder, in order.
fn python_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("readable").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            python_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "py") {
            files.push(path);
        }
    }
}

fn on_a_large_stack(test: fn()) {
    let thread = std::thread::Builder::new().stack_size(alchemod_python::STACK_SIZE);
    thread
        .spawn(test)
        .expect("a thread")
        .join()
        .expect("passes");
}

#[test]
fn snippets() {
    on_a_large_stack(|| {
        let mut files = Vec::new();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets");
        python_files(&folder, &mut files);
        assert!(files.len() > 5);
        let (compared, wrong, version) = compare(&files);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for path in &files {
            let text = std::fs::read_to_string(path).expect("readable");
            if let Err(error) = parse(text) {
                panic!("{}: {error} at {}", path.display(), error.offset);
            }
        }
        // a name such as `py312_strings.py` says which release the syntax needs
        let understood = files.iter().filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let needed = name.get(2..5).and_then(|digits| digits.parse::<u32>().ok());
            needed.expect("a release in the name") <= version
        });
        assert_eq!(compared, understood.count(), "CPython refuses some");
    });
}

/// Some 300 files of the interpreter's own library; `ALCHEMOD_CORPUS` names another folder, of
/// which all files are compared.
#[test]
fn standard_library() {
    on_a_large_stack(|| {
        let mut files = Vec::new();
        if let Ok(folder) = std::env::var("ALCHEMOD_CORPUS") {
            python_files(Path::new(&folder), &mut files);
        } else {
            let output = Command::new(interpreter())
                .args(["-c", "import os; print(os.path.dirname(os.__file__))"])
                .output()
                .expect("the interpreter runs");
            let folder = String::from_utf8(output.stdout).expect("UTF-8");
            python_files(Path::new(folder.trim_end()), &mut files);
            files.retain(|path| !path.components().any(|c| c.as_os_str() == "site-packages"));
            let step = (files.len() / 300).max(1);
            files = files.into_iter().step_by(step).collect();
        }
        let (compared, wrong, _) = compare(&files);
        assert!(compared > 50, "only {compared} files compared");
        assert!(
            wrong.is_empty(),
            "{} of {compared} differ:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    });
}
