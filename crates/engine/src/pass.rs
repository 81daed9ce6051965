//! One pass: look at all sites of a snapshot, compose the rewrites, build and prove the new texts.

use alchemod_facts::{FileId, Project};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::build::{self, Built};
use crate::compose::{plan, Part, Parts};
use crate::context::FileTables;
use crate::dispatch::{Dispatch, Found};
use crate::imports::{Importers, OwnNames, Surroundings};
use crate::sites::Kinds;
use crate::snapshot::Held;
use crate::{Outcome, Safety, Settings, Transform};

/// What a pass needs.
pub(crate) struct Pass<'a> {
    /// The facts of the snapshot.
    pub project: &'a Project<'a>,
    /// The files of the snapshot.
    pub files: &'a [Held<'a>],
    /// The transforms of the stage.
    pub dispatch: &'a Dispatch<'a>,
    /// What the transforms of all stages want to see.
    pub kinds: &'a Kinds,
    /// The names of the project's own folders and files.
    pub own_names: &'a OwnNames,
    /// All transforms of the run.
    pub transforms: &'a [&'a dyn Transform],
    /// What the user asked for.
    pub settings: &'a Settings,
    /// Whether the user's program declares models as only 2.x can.
    pub was_on_2x: bool,
}

/// What a pass did.
pub(crate) struct Done {
    /// All findings, in source order.
    pub findings: Vec<(Found, Verdict)>,
    /// The new texts.
    pub changed: Vec<(FileId, Built)>,
}

/// What became of a finding in a pass.
pub(crate) enum Verdict {
    /// As its outcome says.
    Final(Outcome),
    /// Its rewrite must wait for the next pass.
    Blocked,
    /// Its rewrite was not made, for this reason.
    Undone(String),
    /// It is left to the user, for a reason that the transform could not know.
    Refused(String),
}

/// Runs a pass.
pub(crate) fn run(pass: &Pass<'_>) -> Done {
    let tables = FileTables::new(pass.files.len(), pass.was_on_2x);
    let mut found = pass
        .dispatch
        .run(pass.project, pass.files, pass.kinds, pass.settings, &tables);
    found.retain(|f| pass.files[f.file.0 as usize].reported);
    let mut verdicts: Vec<Option<Verdict>> = found
        .iter()
        .map(|found| first_verdict(pass, &tables, found))
        .collect();
    let mut candidates: Vec<usize> = (0..found.len())
        .filter(|&index| verdicts[index].is_none())
        .collect();
    candidates.sort_by_key(|&index| {
        let found = &found[index];
        (found.transform, found.file, found.finding.span.start)
    });
    let plan = plan(&found, &candidates);
    for &index in &plan.blocked {
        verdicts[index] = Some(Verdict::Blocked);
    }
    let (changed, dropped) = build_all(pass, plan.parts);
    for (index, reason) in dropped {
        verdicts[index] = Some(Verdict::Undone(reason));
    }
    let findings = found
        .into_iter()
        .zip(verdicts)
        .map(|(found, verdict)| (found, verdict.unwrap_or(Verdict::Final(Outcome::Rewritten))))
        .collect();
    Done { findings, changed }
}

/// The verdict of a finding whose rewrite is not to be made; `None` for the others.
fn first_verdict(pass: &Pass<'_>, tables: &FileTables, found: &Found) -> Option<Verdict> {
    let finding = &found.finding;
    let tree = |file: FileId| pass.files[file.0 as usize].tree;
    let rule = pass.transforms[found.transform].rule();
    if tables.is_suppressed(found.file, tree(found.file), rule, finding.span) {
        return Some(Verdict::Final(Outcome::Suppressed));
    }
    match finding.safety {
        Safety::Manual(_) => return Some(Verdict::Final(Outcome::Manual)),
        Safety::Unsafe(_) if !pass.settings.unsafe_rewrites => {
            return Some(Verdict::Final(Outcome::Offered))
        }
        Safety::Safe | Safety::Unsafe(_) => {}
    }
    let Some(rewrite) = &finding.rewrite else {
        return Some(Verdict::Undone(
            "it has no rewrite (please report this)".into(),
        ));
    };
    let files = rewrite.edits.iter().map(|(file, _)| file);
    for file in files.chain(rewrite.imports.iter().map(|(file, _)| file)) {
        match pass.files.get(file.0 as usize) {
            Some(held) if tables.skips_file(*file, held.tree) => {
                return Some(Verdict::Refused(format!(
                    "{} would have to change too, and a comment there asks to skip it",
                    held.name
                )))
            }
            Some(held) if held.reported => {}
            Some(held) => {
                return Some(Verdict::Refused(format!(
                    "{} would have to change too, and is not among the files asked for",
                    held.name
                )))
            }
            None => {
                return Some(Verdict::Undone(
                    "it names no file (please report this)".into(),
                ))
            }
        }
    }
    rewrite
        .edits
        .iter()
        .all(|(_, edit)| edit.is_noop())
        .then(|| Verdict::Undone("its rewrite changes nothing (please report this)".into()))
}

/// Findings whose rewrite had to go, with the reason.
type Dropped = Vec<(usize, String)>;

/// Builds all files with parts. A rewrite that has to go from one file goes from all, so files are built
/// again until no more has to go.
fn build_all(pass: &Pass<'_>, mut parts: Parts<'_>) -> (Vec<(FileId, Built)>, Dropped) {
    let importers = Importers::new(pass.files);
    let mut built: FxHashMap<FileId, Option<Built>> = FxHashMap::default();
    let mut dropped = Dropped::new();
    let mut todo: Vec<FileId> = parts.keys().copied().collect();
    while !todo.is_empty() {
        let outcomes: Vec<(FileId, build::Outcome)> = todo
            .par_iter()
            .map(|&file| {
                let of_file: Vec<&Part<'_>> = parts[&file].iter().collect();
                let around = Surroundings {
                    file,
                    files: pass.files,
                    importers: &importers,
                    own_names: pass.own_names,
                };
                let tree = pass.files[file.0 as usize].tree;
                (file, build::build(tree, &of_file, &around))
            })
            .collect();
        let mut gone: FxHashSet<usize> = FxHashSet::default();
        for (file, outcome) in outcomes {
            built.insert(file, outcome.built);
            for (index, reason) in outcome.dropped {
                if gone.insert(index) {
                    dropped.push((index, reason));
                }
            }
        }
        todo = Vec::new();
        for (&file, parts) in &mut parts {
            let before = parts.len();
            parts.retain(|part| !gone.contains(&part.found));
            if parts.len() < before {
                todo.push(file);
            }
        }
    }
    let mut changed: Vec<(FileId, Built)> = built
        .into_iter()
        .filter_map(|(file, built)| Some((file, built?)))
        .collect();
    changed.sort_by_key(|(file, _)| *file);
    (changed, dropped)
}
