//! All findings and counts of a run; every output format is a view of it.

use std::path::PathBuf;

use alchemod_text::{Edit, Span};

use crate::{Rule, Safety};

/// A finding in terms of the user's files.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Where it is in the text that the user has, in bytes.
    pub span: Span,
    /// One-based line and column (characters) of its start.
    pub start: (u32, u32),
    /// One-based line and column (characters) of its end.
    pub end: (u32, u32),
    /// What it is and what becomes of it.
    pub message: String,
    /// Whether and why (not) it may be rewritten.
    pub safety: Safety,
    /// What became of it in this run.
    pub outcome: Outcome,
    /// The edits of its rewrite in terms of the text of its stage's snapshot; empty if manual.
    pub edits: Vec<(PathBuf, Edit)>,
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Its rewrite is part of the new text.
    Rewritten,
    /// Its rewrite is offered with `--unsafe`.
    Offered,
    /// It is left to the user.
    Manual,
    /// A comment in the file suppresses it.
    Suppressed,
    /// Its rewrite was undone because the result would not have been sound.
    Undone,
}

/// A file that could not be done, and why: one line that says what to do.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// One-based line and column, where it is known.
    pub place: Option<(u32, u32)>,
    /// What is wrong.
    pub message: String,
}

/// One file of a run.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The file, as it was given in.
    pub path: PathBuf,
    /// The new text; `None` if nothing changes.
    pub new_text: Option<String>,
    /// The findings, by position.
    pub findings: Vec<Reported>,
}

/// A run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The files with changes or findings, in the order in which they were given in.
    pub files: Vec<FileReport>,
    /// Files that could not be done.
    pub problems: Vec<Problem>,
    /// How many files were read.
    pub files_read: usize,
}
