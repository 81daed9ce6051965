//! From a report to the bytes to write, in sets that are written whole or not at all.

use std::path::{Path, PathBuf};

use alchemod_engine::{FileReport, Outcome};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Analysis;
use crate::read::Loaded;
use crate::trouble::Trouble;

/// A file that changes.
pub struct Change<'a> {
    /// The file as it was read.
    pub file: &'a Loaded,
    /// Its new text.
    pub text: &'a str,
    /// The bytes of its new text, in its own encoding.
    pub bytes: Vec<u8>,
}

/// What is to be written.
#[derive(Default)]
pub struct Plan<'a> {
    /// Files whose rewrites hang together.
    pub sets: Vec<Vec<Change<'a>>>,
    /// Why files that would change cannot.
    pub troubles: Vec<Trouble>,
    /// The engine's paths of these files.
    pub left: FxHashSet<PathBuf>,
}

impl<'a> Plan<'a> {
    /// Plans all changes of a report.
    pub fn new(analysis: &'a Analysis) -> Self {
        let mut plan = Plan::default();
        for set in connected(analysis) {
            let mut changes = Vec::new();
            let mut troubles = Vec::new();
            for (file, report) in &set {
                let Some(text) = report.new_text.as_deref() else {
                    continue;
                };
                match file.source.encode(text) {
                    Ok(bytes) => changes.push(Change { file, text, bytes }),
                    Err(error) => {
                        troubles.push(Trouble::new(&file.shown, format!("not rewritten: {error}")))
                    }
                }
            }
            troubles.extend(
                set.iter()
                    .filter_map(|(file, report)| outside(analysis, file, report)),
            );
            if troubles.is_empty() {
                plan.sets.push(changes);
                continue;
            }
            plan.left
                .extend(set.iter().map(|(file, _)| file.key.clone()));
            for change in changes {
                if troubles
                    .iter()
                    .all(|trouble| trouble.path != change.file.shown)
                {
                    let first = troubles[0].shown_path();
                    let message = format!("not rewritten: its changes belong to those of {first}, which cannot be made");
                    troubles.push(Trouble::new(&change.file.shown, message));
                }
            }
            plan.troubles.append(&mut troubles);
        }
        plan
    }

    /// The changes in the order of their paths.
    pub fn changes(&self) -> Vec<&Change<'a>> {
        let mut changes: Vec<&Change<'a>> = self.sets.iter().flatten().collect();
        changes.sort_by(|a, b| a.file.shown.cmp(&b.file.shown));
        changes
    }
}

/// A rewrite that reaches into a file that the user did not ask for cannot be made whole.
fn outside(analysis: &Analysis, file: &Loaded, report: &FileReport) -> Option<Trouble> {
    let mut edited = edited_paths(report);
    let other = edited.find(|path| analysis.loaded(path).is_some_and(|other| !other.reported))?;
    let other = analysis.shown(other).display();
    Some(Trouble::new(
        &file.shown,
        format!("not rewritten: {other} must change with it; give both paths"),
    ))
}

fn edited_paths(report: &FileReport) -> impl Iterator<Item = &Path> {
    let made = report
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Rewritten);
    made.flat_map(|finding| finding.edits.iter().map(|(path, _)| path.as_path()))
}

/// The changed files, grouped by the rewrites that they share.
fn connected(analysis: &Analysis) -> Vec<Vec<(&Loaded, &FileReport)>> {
    let files: Vec<(&Loaded, &FileReport)> = analysis.files().collect();
    let index: FxHashMap<&Path, usize> = files
        .iter()
        .enumerate()
        .map(|(at, (file, _))| (file.key.as_path(), at))
        .collect();
    let mut parent: Vec<usize> = (0..files.len()).collect();
    for (at, (_, report)) in files.iter().enumerate() {
        for other in edited_paths(report).filter_map(|path| index.get(path)) {
            let (a, b) = (root(&mut parent, at), root(&mut parent, *other));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut sets: FxHashMap<usize, Vec<(&Loaded, &FileReport)>> = FxHashMap::default();
    for (at, file) in files.iter().enumerate() {
        if file.1.new_text.is_some() {
            sets.entry(root(&mut parent, at)).or_default().push(*file);
        }
    }
    let mut sets: Vec<_> = sets.into_iter().collect();
    sets.sort_by_key(|(first, _)| *first);
    sets.into_iter().map(|(_, set)| set).collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
