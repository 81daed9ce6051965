//! The files of a run as they stand between passes.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use alchemod_python::{parse, Suppressions, Tree};
use alchemod_text::{LineIndex, SourceMap, SourceMaps};

use crate::sites::Sites;
use crate::{Input, Problem};

/// An input with its tree.
pub(crate) struct Parsed {
    /// Its place among the inputs of the run.
    pub place: usize,
    /// Its path as it was given in.
    pub path: PathBuf,
    /// Its path with forward slashes.
    pub name: String,
    /// Whether the user asked for it.
    pub reported: bool,
    /// The tree of the user's text.
    pub tree: Tree,
}

/// A file as it stands: its present tree, and the way back to the text that the user has.
pub(crate) struct Held<'t> {
    /// Its place among the inputs of the run.
    pub place: usize,
    /// Its path as it was given in.
    pub path: &'t Path,
    /// Its path with forward slashes.
    pub name: &'t str,
    /// Whether the user asked for it.
    pub reported: bool,
    /// The present tree.
    pub tree: &'t Tree,
    /// The text that the user has.
    pub original: &'t str,
    /// From the user's text to the present one.
    pub maps: SourceMaps,
    /// The places of the present tree that transforms want to see, once they are known.
    pub sites: OnceLock<Sites>,
}

impl<'t> Held<'t> {
    /// The file as the user has it.
    pub fn new(parsed: &'t Parsed) -> Self {
        Held {
            place: parsed.place,
            path: &parsed.path,
            name: &parsed.name,
            reported: parsed.reported,
            tree: &parsed.tree,
            original: parsed.tree.text(),
            maps: SourceMaps::new(),
            sites: OnceLock::new(),
        }
    }

    /// The new text, if it is another than the user's.
    pub fn new_text(&self) -> Option<&str> {
        (self.original != self.tree.text()).then(|| self.tree.text())
    }

    /// Takes the tree of a new text that came about by `maps`.
    pub fn advance(&mut self, tree: &'t Tree, maps: Vec<SourceMap>) {
        self.tree = tree;
        self.sites = OnceLock::new();
        for map in maps {
            self.maps.push(map);
        }
    }
}

/// Parses the input at a place of the run.
pub(crate) fn hold(place: usize, input: Input) -> Result<Parsed, Problem> {
    match parse_guarded(input.text.clone()) {
        Ok(tree) => Ok(Parsed {
            place,
            name: slashes(&input.path),
            path: input.path,
            reported: input.reported,
            tree,
        }),
        Err(Failure::Syntax { message, offset }) => Err(Problem {
            place: Some(LineIndex::new(&input.text).line_column(&input.text, offset)),
            path: input.path,
            message: format!("not parsed, left as it is: {message}"),
        }),
        Err(Failure::Panic) => Err(Problem {
            path: input.path,
            place: None,
            message: "not parsed, left as it is: the parser failed (please report this)".into(),
        }),
    }
}

/// Comments that mean to suppress something but say nothing that is known.
pub(crate) fn malformed_comments(file: &Parsed) -> Vec<Problem> {
    let text = file.tree.text();
    let suppressions = Suppressions::of(&file.tree);
    let malformed = suppressions.malformed().iter();
    malformed
        .map(|comment| Problem {
            path: file.path.clone(),
            place: Some(LineIndex::new(text).line_column(text, comment.start)),
            message: "this comment suppresses nothing: write `# alchemod: ignore`, `# alchemod: ignore[AM101]` or, at the top level, `# alchemod: skip-file`".into(),
        })
        .collect()
}

/// Why a text has no tree.
pub(crate) enum Failure {
    /// It is not Python.
    Syntax {
        /// What is wrong.
        message: String,
        /// Where, in bytes.
        offset: u32,
    },
    /// The parser has a fault.
    Panic,
}

/// Parses a text; a fault of the parser is a failure too.
pub(crate) fn parse_guarded(text: String) -> Result<Tree, Failure> {
    match catch_unwind(AssertUnwindSafe(|| parse(text))) {
        Ok(Ok(tree)) => Ok(tree),
        Ok(Err(error)) => Err(Failure::Syntax {
            message: error.to_string(),
            offset: error.offset,
        }),
        Err(_) => Err(Failure::Panic),
    }
}

/// A path with forward slashes.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
