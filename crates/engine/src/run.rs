//! The driver: parse, facts, stages, verification, report.

use std::collections::BTreeMap;
use std::path::PathBuf;

use alchemod_facts::{File, FileId, Project};
use alchemod_python::Tree;
use alchemod_text::SourceMap;
use rayon::prelude::*;

use crate::imports::OwnNames;
use crate::pass::{self, Pass};
use crate::record::{Collected, Recorder};
use crate::snapshot::{self, Held, Parsed};
use crate::stages::{Progress, Stages};
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
    let run = Run {
        transforms,
        settings,
        stages: Stages::new(transforms, settings),
        own_names,
    };
    let Parted { programs, others } = part(inputs);
    let ran: Vec<Ran> = programs
        .into_par_iter()
        .map(|program| run_program(&run, program))
        .collect();
    let mut files = Vec::new();
    let mut problems = broken(others);
    for program in ran {
        files.extend(program.files);
        problems.extend(program.problems);
    }
    let mut files = in_order(files);
    texts::merge(&mut files, found_in_texts);
    Report {
        files,
        problems: in_order(problems),
        files_read,
    }
}

/// Something that belongs to an input, with the place of that among the inputs.
type Placed<T> = (usize, T);

fn in_order<T>(mut placed: Vec<Placed<T>>) -> Vec<T> {
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, item)| item).collect()
}

/// The inputs of a run.
struct Parted {
    /// Those that can matter, program by program.
    programs: Vec<Vec<Placed<Input>>>,
    /// The others.
    others: Vec<Placed<Input>>,
}

fn part(inputs: Vec<Input>) -> Parted {
    let firsts = prefilter::programs(&inputs);
    let mut programs: BTreeMap<usize, Vec<Placed<Input>>> = BTreeMap::new();
    let mut others = Vec::new();
    for (place, (input, first)) in inputs.into_iter().zip(firsts).enumerate() {
        match first {
            Some(first) => programs.entry(first).or_default().push((place, input)),
            None => others.push((place, input)),
        }
    }
    Parted {
        programs: programs.into_values().collect(),
        others,
    }
}

/// What is wrong with those files that cannot matter, but that the user asked for: none that is broken goes unsaid.
/// Only those are parsed that do not look valid.
fn broken(others: Vec<Placed<Input>>) -> Vec<Placed<Problem>> {
    others
        .into_par_iter()
        .filter(|(_, input)| input.reported && !alchemod_python::looks_valid(&input.text))
        .filter_map(|(place, input)| Some((place, snapshot::hold(place, input).err()?)))
        .collect()
}

/// What came of a program.
struct Ran {
    files: Vec<Placed<FileReport>>,
    problems: Vec<Placed<Problem>>,
}

/// Parses the files of one program and runs the stages over them. Its trees live no longer than that.
fn run_program(run: &Run<'_>, inputs: Vec<Placed<Input>>) -> Ran {
    let (program, problems) = parse(inputs);
    let held = program.iter().map(Held::new).collect();
    let facts: Vec<File<'_>> = program
        .par_iter()
        .enumerate()
        .map(|(index, file)| File::new(FileId(index as u32), &file.name, &file.tree))
        .collect();
    let state = State {
        was_on_2x: facts.par_iter().any(File::declares_as_in_2x),
        progress: Progress::new(&run.stages),
        recorder: Recorder::default(),
    };
    let files = run_stages(run, state, held, facts);
    // Dropping trees takes as long as walking them, and deep ones need this pool's stack.
    program.into_par_iter().for_each(drop);
    Ran { files, problems }
}

/// What is the same for all programs of a run.
struct Run<'a> {
    transforms: &'a [&'a dyn Transform],
    settings: &'a Settings,
    stages: Stages<'a>,
    own_names: OwnNames,
}

/// What is left to do of a program, and what was found so far.
struct State<'a> {
    was_on_2x: bool,
    progress: Progress<'a>,
    recorder: Recorder,
}

/// Runs passes until one changes something, and goes on with the new trees: these live in this call, so that
/// what is known of the other files can be taken along.
fn run_stages<'t>(
    run: &Run<'_>,
    mut state: State<'_>,
    held: Vec<Held<'t>>,
    facts: Vec<File<'t>>,
) -> Vec<Placed<FileReport>> {
    let project = Project::from_files(facts);
    let changed = loop {
        let Some(dispatch) = state.progress.current() else {
            return report(&held, state.recorder.finish());
        };
        let result = pass::run(&Pass {
            project: &project,
            files: &held,
            dispatch,
            kinds: run.stages.kinds(),
            own_names: &run.own_names,
            transforms: run.transforms,
            settings: run.settings,
            was_on_2x: state.was_on_2x,
        });
        let is_last = state.progress.step(!result.changed.is_empty());
        state
            .recorder
            .add(&held, run.transforms, result.findings, is_last);
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
    run_stages(run, state, held, facts)
}

/// Parses files; those that have no tree are left out, with the reason.
fn parse(inputs: Vec<Placed<Input>>) -> (Vec<Parsed>, Vec<Placed<Problem>>) {
    let parsed: Vec<(usize, bool, Result<Parsed, Problem>)> = inputs
        .into_par_iter()
        .map(|(place, input)| (place, input.reported, snapshot::hold(place, input)))
        .collect();
    let mut files = Vec::with_capacity(parsed.len());
    let mut problems = Vec::new();
    for (place, reported, result) in parsed {
        let mut found = Vec::new();
        match result {
            Ok(file) => {
                found = snapshot::malformed_comments(&file);
                files.push(file);
            }
            Err(problem) => found.push(problem),
        }
        if reported {
            problems.extend(found.into_iter().map(|problem| (place, problem)));
        }
    }
    (files, problems)
}

fn report(files: &[Held<'_>], mut collected: Collected) -> Vec<Placed<FileReport>> {
    let mut reports: Vec<Placed<FileReport>> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let findings = collected.remove(&index).unwrap_or_default();
        let new_text = file.new_text().map(str::to_owned);
        if new_text.is_some() || !findings.is_empty() {
            let report = FileReport {
                path: file.path.to_path_buf(),
                new_text,
                findings,
            };
            reports.push((file.place, report));
        }
    }
    reports
}
