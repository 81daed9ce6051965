//! No text makes the parser panic, and what comes out lies within the text.

use alchemod_python::{parse, Nodes, Style, Suppressions, Tree, STACK_SIZE};
use proptest::prelude::*;

/// Bits of syntax that matter to the scanner or to the parser.
const PIECES: [&str; 56] = [
    "f'",
    "f\"",
    "f'''",
    "rf\"\"\"",
    "t'",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "{",
    "}",
    "{{",
    "}}",
    "!r",
    "!",
    ":",
    "=",
    ":=",
    "==",
    "\\",
    "\\N{",
    "\\\n",
    "#",
    "\n",
    "\r",
    "\r\n",
    "    ",
    "\t",
    "\x0c",
    "\0",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    ".",
    "*",
    "|",
    "@",
    "class A[T",
    "def f[",
    "type X",
    "except ",
    "as e",
    "match ",
    "case ",
    "lazy import ",
    "lambda ",
    "if ",
    "x",
    "é",
    "\u{fdd0}",
    "1e",
    "0x",
    "async ",
];

const SEED: &str = include_str!("snippets/py312_strings.py");
const OTHER: &str = include_str!("snippets/py310_ranges.py");

/// Everything that may panic.
fn exercise(tree: &Tree) {
    let length = tree.text().len() as u32;
    let nodes = Nodes::new(tree);
    for (id, node) in nodes.iter() {
        let span = node.span();
        assert!(span.start <= span.end && span.end <= length);
        assert!(tree
            .text()
            .get(span.start as usize..span.end as usize)
            .is_some());
        assert_eq!(nodes.id(node), Some(id));
    }
    for stmt in tree.body() {
        alchemod_python::layout::statement_lines(tree, stmt);
        alchemod_python::layout::shares_line(tree, stmt);
        alchemod_python::layout::in_brackets(tree, alchemod_python::span(stmt).end);
    }
    alchemod_python::layout::header_end(tree);
    Style::of(tree);
    Suppressions::of(tree);
}

fn check(text: String) {
    let work = move || {
        if let Ok(tree) = parse(text) {
            exercise(&tree);
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE);
    thread
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("no panic");
}

/// A file with some places overwritten, cut out or doubled.
fn mutated(seed: &str, changes: &[(usize, usize, usize)]) -> String {
    let mut chars: Vec<char> = seed.chars().collect();
    for (place, length, piece) in changes {
        let start = place % (chars.len() + 1);
        let end = (start + length % 8).min(chars.len());
        chars.splice(start..end, PIECES[piece % PIECES.len()].chars());
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pieces(picked in prop::collection::vec(0..PIECES.len(), 0..40)) {
        check(picked.into_iter().map(|index| PIECES[index]).collect());
    }

    #[test]
    fn any_text(text in "\\PC{0,60}") {
        check(text);
    }

    #[test]
    fn mutations(other in any::<bool>(), changes in prop::collection::vec(any::<(usize, usize, usize)>(), 1..6)) {
        check(mutated(if other { OTHER } else { SEED }, &changes));
    }
}
