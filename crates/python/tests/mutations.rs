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

/// The same on real files, for as long as one likes: `ALCHEMOD_CORPUS` names a folder,
/// `ALCHEMOD_FUZZ_SECONDS` the time.
#[test]
#[ignore = "takes as long as it is told to"]
fn real_files() {
    let folder = std::env::var("ALCHEMOD_CORPUS").expect("ALCHEMOD_CORPUS names a folder");
    let seconds = std::env::var("ALCHEMOD_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|s| s.parse().ok()).unwrap_or(60);
    let mut seeds = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "py") {
                seeds.extend(std::fs::read_to_string(path).ok());
            }
        }
    }
    seeds.retain(|seed| seed.len() < 50_000);
    let start = std::time::Instant::now();
    // a plain generator of numbers is enough to pick places
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize
    };
    let mut mutants = 0;
    while start.elapsed().as_secs() < seconds {
        let seed = &seeds[next() % seeds.len()];
        let count = 1 + next() % 4;
        let changes: Vec<_> = (0..count).map(|_| (next(), next(), next())).collect();
        check(mutated(seed, &changes));
        mutants += 1;
    }
    println!("{mutants} mutants");
}
