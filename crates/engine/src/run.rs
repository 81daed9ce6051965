//! The driver: parse, facts, stages, verification, report.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::pass::{self, Pass};
use crate::record::{Collected, Recorder};
use crate::snapshot::{self, Held};
use crate::stages::Stages;
use crate::{prefilter, FileReport, Problem, Report, Settings, Transform};

/// How deep the syntax of a file may nest is a matter of the stack; this is virtual memory, which
/// costs nothing until it is used.
const STACK_SIZE: usize = 256 << 20;

/// A file to look at.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its path, relative to the project's root where it lies below it.
    pub path: PathBuf,
    /// Its decoded text, without BOM.
    pub text: String,
    /// Whether the user asked for this file. Files that were not asked for give facts only: they have no
    /// findings, and a rewrite that would have to change one is refused.
    pub reported: bool,
}

impl Input {
    /// A file that the user asked for.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Input {
            path: path.into(),
            text: text.into(),
            reported: true,
        }
    }
}

/// Runs `transforms`, in their order within each stage, over `inputs`. Never panics, whatever
/// the texts are.
pub fn run(inputs: Vec<Input>, transforms: &[&dyn Transform], settings: &Settings) -> Report {
    let files_read = inputs.len();
    let pool = rayon::ThreadPoolBuilder::new()
        .stack_size(STACK_SIZE)
        .num_threads(settings.jobs.unwrap_or(0))
        .thread_name(|index| format!("alchemod-{index}"))
        .build();
    match pool {
        Ok(pool) => pool.install(|| run_in_pool(inputs, transforms, settings)),
        Err(error) => Report {
            problems: vec![Problem {
                path: PathBuf::new(),
                place: None,
                message: format!("no threads could be started ({error}): try fewer jobs"),
            }],
            files_read,
            ..Report::default()
        },
    }
}

fn run_in_pool(inputs: Vec<Input>, transforms: &[&dyn Transform], settings: &Settings) -> Report {
    let files_read = inputs.len();
    let (mut files, problems) = parse(inputs);
    let mut recorder = Recorder::default();
    let mut stages = Stages::new(transforms, settings);
    while stages.current().is_some() {
        let applied = {
            let project = snapshot::project(&files);
            loop {
                let Some(dispatch) = stages.current() else {
                    break None;
                };
                let result = pass::run(&Pass {
                    project: &project,
                    files: &files,
                    dispatch,
                    transforms,
                    settings,
                });
                let is_last = stages.step(!result.changed.is_empty());
                recorder.add(&files, transforms, result.findings, is_last);
                // The trees of the next pass are others; without changes the facts stay true.
                if !result.changed.is_empty() {
                    break Some(result.changed);
                }
            }
        };
        for (file, built) in applied.into_iter().flatten() {
            files[file.0 as usize].advance(built.tree, built.maps);
        }
    }
    report(files, problems, recorder.finish(), files_read)
}

/// Parses the files: all that the user asked for, so that none that is broken goes unsaid, and of the
/// others those that can matter. Only the trees of those that can matter are kept.
fn parse(inputs: Vec<Input>) -> (Vec<Held>, Vec<Problem>) {
    let relevant = prefilter::relevant(&inputs);
    let parsed: Vec<(bool, Result<Held, Problem>)> = inputs
        .into_par_iter()
        .zip(relevant)
        .filter(|(input, relevant)| *relevant || input.reported)
        .filter_map(|(input, relevant)| {
            let reported = input.reported;
            let result = snapshot::hold(input);
            (relevant || result.is_err()).then_some((reported, result))
        })
        .collect();
    let mut files = Vec::with_capacity(parsed.len());
    let mut problems = Vec::new();
    for (reported, result) in parsed {
        match result {
            Ok(file) => {
                if reported {
                    problems.extend(snapshot::malformed_comments(&file));
                }
                files.push(file);
            }
            Err(problem) if reported => problems.push(problem),
            Err(_) => {}
        }
    }
    (files, problems)
}

fn report(
    files: Vec<Held>,
    problems: Vec<Problem>,
    mut collected: Collected,
    files_read: usize,
) -> Report {
    let mut reports: Vec<FileReport> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let findings = collected.remove(&index).unwrap_or_default();
        let new_text = file.new_text().map(str::to_owned);
        if new_text.is_some() || !findings.is_empty() {
            reports.push(FileReport {
                path: file.path.clone(),
                new_text,
                findings,
            });
        }
    }
    // Dropping trees takes as long as walking them, and deep ones need this pool's stack.
    files.into_par_iter().for_each(drop);
    Report {
        files: reports,
        problems,
        files_read,
    }
}
