//! The driver: parse, facts, stages, verification, report.

use std::path::PathBuf;

use alchemod_facts::{File, FileId, Project};
use alchemod_python::Tree;
use alchemod_text::SourceMap;
use rayon::prelude::*;

use crate::imports::OwnNames;
use crate::pass::{self, Pass};
use crate::record::{Collected, Recorder};
use crate::snapshot::{self, Held, Parsed};
use crate::stages::Stages;
use crate::{prefilter, texts, FileReport, Problem, Report, Settings, Transform};

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
    /// Whether it is a Python source. Others are looked at as texts, without rewriting.
    pub is_source: bool,
}

impl Input {
    /// A file that the user asked for.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Input {
            path: path.into(),
            text: text.into(),
            reported: true,
            is_source: true,
        }
    }
}

/// Runs `transforms`, in their order within each stage, over `inputs`. Never panics, whatever
/// the texts are. Inputs that are no Python source are looked at as texts.
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
    let files_read = inputs.iter().filter(|input| input.is_source).count();
    let found_in_texts: Vec<FileReport> = inputs
        .par_iter()
        .filter(|input| texts::is_looked_at(input))
        .filter_map(|input| texts::look_at(input, transforms, settings))
        .collect();
    let inputs: Vec<Input> = inputs.into_iter().filter(|input| input.is_source).collect();
    let own_names = OwnNames::new(inputs.iter().map(|input| input.path.as_path()));
    let (parsed, problems) = parse(inputs);
    let held = parsed.iter().map(Held::new).collect();
    let facts = parsed
        .par_iter()
        .enumerate()
        .map(|(index, file)| File::new(FileId(index as u32), &file.name, &file.tree))
        .collect();
    let rest = Rest {
        transforms,
        settings,
        stages: Stages::new(transforms, settings),
        recorder: Recorder::default(),
        own_names,
    };
    let mut files = run_stages(rest, held, facts);
    texts::merge(&mut files, found_in_texts);
    // Dropping trees takes as long as walking them, and deep ones need this pool's stack.
    parsed.into_par_iter().for_each(drop);
    Report {
        files,
        problems,
        files_read,
    }
}

/// What is left to do of a run, and what was found so far.
struct Rest<'a> {
    transforms: &'a [&'a dyn Transform],
    settings: &'a Settings,
    stages: Stages<'a>,
    recorder: Recorder,
    own_names: OwnNames,
}

/// Runs passes until one changes something, and goes on with the new trees: these live in this call, so that
/// what is known of the other files can be taken along.
fn run_stages<'t>(
    mut rest: Rest<'_>,
    held: Vec<Held<'t>>,
    facts: Vec<File<'t>>,
) -> Vec<FileReport> {
    let project = Project::from_files(facts);
    let changed = loop {
        let Some(dispatch) = rest.stages.current() else {
            return report(&held, rest.recorder.finish());
        };
        let result = pass::run(&Pass {
            project: &project,
            files: &held,
            dispatch,
            kinds: rest.stages.kinds(),
            own_names: &rest.own_names,
            transforms: rest.transforms,
            settings: rest.settings,
        });
        let is_last = rest.stages.step(!result.changed.is_empty());
        rest.recorder
            .add(&held, rest.transforms, result.findings, is_last);
        // Without changes the facts stay true.
        if !result.changed.is_empty() {
            break result.changed;
        }
    };
    let mut trees: Vec<(FileId, Tree)> = Vec::with_capacity(changed.len());
    let mut ways: Vec<Vec<SourceMap>> = Vec::with_capacity(changed.len());
    for (file, built) in changed {
        trees.push((file, built.tree));
        ways.push(built.maps);
    }
    let mut held: Vec<Held<'_>> = held;
    let mut facts: Vec<File<'_>> = project.into_files();
    for ((file, tree), maps) in trees.iter().zip(ways) {
        let index = file.0 as usize;
        held[index].advance(tree, maps);
        facts[index] = File::new(*file, held[index].name, tree);
    }
    run_stages(rest, held, facts)
}

/// Parses the files: all that the user asked for, so that none that is broken goes unsaid, and of the
/// others those that can matter. Only the trees of those that can matter are kept.
fn parse(inputs: Vec<Input>) -> (Vec<Parsed>, Vec<Problem>) {
    let relevant = prefilter::relevant(&inputs);
    let parsed: Vec<(bool, Result<Parsed, Problem>)> = inputs
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

fn report(files: &[Held<'_>], mut collected: Collected) -> Vec<FileReport> {
    let mut reports: Vec<FileReport> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let findings = collected.remove(&index).unwrap_or_default();
        let new_text = file.new_text().map(str::to_owned);
        if new_text.is_some() || !findings.is_empty() {
            reports.push(FileReport {
                path: file.path.to_path_buf(),
                new_text,
                findings,
            });
        }
    }
    reports
}
