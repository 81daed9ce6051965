//! The commands and their exit codes.

use std::ffi::{OsStr, OsString};
use std::io;

use alchemod_engine::{Rule, Transform};
use alchemod_python::Tree;
use clap::{ArgAction, CommandFactory, Parser};
use rayon::prelude::*;

use crate::analysis::{Analysis, Project};
use crate::args::{
    ApplyArgs, CheckArgs, Cli, Command, DiffArgs, FactsArgs, OutputFormat, ProjectArgs,
    TerminalArgs,
};
use crate::git::Repositories;
use crate::host::Host;
use crate::output::style::{self, Paint};
use crate::output::summary::{Deed, Summary};
use crate::output::{diff, json, rules, text};
use crate::plan::{Change, Plan};
use crate::selection;
use crate::trees::parse_all;
use crate::trouble::{Stop, Trouble};
use crate::verify::verify;
use crate::write::{replace_set, Replacement};

/// Nothing to do, or done.
pub const DONE: u8 = 0;
/// `check` or `diff --exit-code` found something.
pub const FOUND: u8 = 1;
/// A file could not be done, or arguments or configuration are wrong.
pub const FAILED: u8 = 2;

/// Stack of each thread in bytes; deep syntax trees are walked by recursion. Only what is used takes memory.
const STACK: usize = 256 << 20;

/// Runs a command line, program name first. Returns the exit code.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    host: &mut Host,
    transforms: &[&dyn Transform],
) -> u8 {
    let arguments = command_first(arguments.into_iter().collect());
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, host),
    };
    let command = cli.command.unwrap_or(Command::Diff(cli.diff));
    let terminal = terminal(&command);
    host.set_color(terminal.color);
    if let Ok(cwd) = host.cwd.canonicalize() {
        host.cwd = cwd;
    }
    let jobs = project(&command).and_then(|args| args.jobs).unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(jobs))
        .stack_size(STACK)
        .build();
    let result = match pool {
        Ok(pool) => pool.install(|| dispatch(&command, host, transforms)),
        Err(error) => Err(Stop::Message(format!(
            "error: cannot start threads: {error}; give a lower --jobs"
        ))),
    };
    let result = result.and_then(|code| {
        host.out.flush()?;
        host.err.flush()?;
        Ok(code)
    });
    match result {
        Ok(code) => code,
        // Whoever closes a pipe has seen enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => DONE,
        Err(Stop::Output(error)) => stop(host, &format!("error: cannot write the output: {error}")),
        Err(Stop::Message(message)) => stop(host, &message),
    }
}

/// Lets options stand before the command, as in `alchemod --color never apply .`.
fn command_first(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let syntax = Cli::command();
    let takes_value = |option: &OsStr| {
        let Some(long) = option.to_str().and_then(|option| option.strip_prefix("--")) else {
            return false;
        };
        let named = syntax
            .get_arguments()
            .find(|one| one.get_long() == Some(long));
        named.is_some_and(|one| matches!(one.get_action(), ArgAction::Set | ArgAction::Append))
    };
    let mut at = 1;
    while let Some(argument) = arguments.get(at) {
        let is_option = argument.as_encoded_bytes().starts_with(b"-") && argument != "-";
        if argument == "--" {
            break;
        }
        if !is_option {
            if syntax.find_subcommand(argument).is_some() {
                let command = arguments.remove(at);
                arguments.insert(1, command);
            }
            break;
        }
        at += if takes_value(argument) { 2 } else { 1 };
    }
    arguments
}

/// Ends with a line on standard error; if even that cannot be written, there is nobody to tell.
fn stop(host: &mut Host, message: &str) -> u8 {
    let paint = Paint { on: host.err_color };
    let line = match message.strip_prefix("error:") {
        Some(rest) => format!("{}{rest}", paint.with(style::ERROR, "error:")),
        None => message.to_owned(),
    };
    let _ = writeln!(host.err, "{line}").and_then(|()| host.err.flush());
    FAILED
}

fn usage(error: &clap::Error, host: &mut Host) -> u8 {
    let (to, color) = match error.use_stderr() {
        true => (&mut host.err, host.err_color),
        false => (&mut host.out, host.out_color),
    };
    let words = error.render();
    let words = match color {
        true => words.ansi().to_string(),
        false => words.to_string(),
    };
    let _ = to.write_all(words.as_bytes()).and_then(|()| to.flush());
    u8::try_from(error.exit_code()).unwrap_or(FAILED)
}

fn terminal(command: &Command) -> TerminalArgs {
    match command {
        Command::Diff(args) => args.terminal,
        Command::Apply(args) => args.terminal,
        Command::Check(args) => args.terminal,
        Command::Verify(args) => args.terminal,
        Command::Rules(args) => args.terminal,
        Command::Explain(args) => args.terminal,
        Command::Facts(args) => args.terminal,
    }
}

fn project(command: &Command) -> Option<&ProjectArgs> {
    match command {
        Command::Diff(args) => Some(&args.project),
        Command::Apply(args) => Some(&args.project),
        Command::Check(args) => Some(&args.project),
        Command::Verify(args) => Some(&args.project),
        Command::Facts(args) => Some(&args.project),
        Command::Rules(_) | Command::Explain(_) => None,
    }
}

fn dispatch(command: &Command, host: &mut Host, transforms: &[&dyn Transform]) -> Result<u8, Stop> {
    let paint = Paint { on: host.out_color };
    let all: Vec<&'static Rule> = transforms
        .iter()
        .map(|transform| transform.rule())
        .collect();
    match command {
        Command::Diff(args) => preview(args, host, transforms),
        Command::Apply(args) => apply(args, host, transforms),
        Command::Check(args) => check(args, host, transforms),
        Command::Verify(args) => verify(args, host, transforms),
        Command::Facts(args) => facts(args, host, transforms),
        Command::Rules(_) => {
            rules::list(&mut host.out, &all, paint)?;
            Ok(DONE)
        }
        Command::Explain(args) => {
            let rule = selection::find(&args.rule, &all)
                .map_err(|message| Stop::Message(format!("error: {message}")))?;
            rules::explain(&mut host.out, rule, paint)?;
            Ok(DONE)
        }
    }
}

fn preview(args: &DiffArgs, host: &mut Host, transforms: &[&dyn Transform]) -> Result<u8, Stop> {
    let analysis = analyse(&args.project, args.terminal, host, transforms)?;
    let plan = Plan::new(&analysis);
    let changes = plan.changes();
    let paint = Paint { on: host.out_color };
    diff::write(
        &mut host.out,
        &changes,
        &analysis.project.base,
        &host.cwd,
        paint,
    )?;
    host.out.flush()?;
    let summary = Summary::new(&analysis, changes.len(), &plan.left);
    let failed = finish(
        &analysis,
        &plan.troubles,
        summary,
        Deed::Previewed,
        (&args.project, args.terminal),
        host,
    )?;
    Ok(match (failed, args.exit_code && !changes.is_empty()) {
        (true, _) => FAILED,
        (false, true) => FOUND,
        (false, false) => DONE,
    })
}

fn apply(args: &ApplyArgs, host: &mut Host, transforms: &[&dyn Transform]) -> Result<u8, Stop> {
    let analysis = analyse(&args.project, args.terminal, host, transforms)?;
    let plan = Plan::new(&analysis);
    if analysis.project.stdin {
        return filter(&analysis, plan, args, host);
    }
    let mut left = plan.left;
    let mut troubles = plan.troubles;
    let mut repositories = Repositories::default();
    let mut ready = Vec::new();
    for set in &plan.sets {
        let unsaved = match args.allow_dirty {
            true => Vec::new(),
            false => unsaved(set, &mut repositories),
        };
        match unsaved.is_empty() {
            true => ready.push(set),
            false => {
                left.extend(set.iter().map(|change| change.file.key.clone()));
                troubles.extend(unsaved);
            }
        }
    }
    let written: Vec<Result<usize, Vec<Trouble>>> =
        ready.par_iter().map(|set| write_set(set)).collect();
    let mut changed = 0;
    for (set, result) in ready.iter().zip(written) {
        match result {
            Ok(files) => changed += files,
            Err(more) => {
                left.extend(set.iter().map(|change| change.file.key.clone()));
                troubles.extend(more);
            }
        }
    }
    troubles.sort();
    let summary = Summary::new(&analysis, changed, &left);
    let failed = finish(
        &analysis,
        &troubles,
        summary,
        Deed::Applied,
        (&args.project, args.terminal),
        host,
    )?;
    Ok(if failed { FAILED } else { DONE })
}

/// `apply -`: the new text, or the old one if nothing changes, on standard output.
fn filter(
    analysis: &Analysis,
    plan: Plan<'_>,
    args: &ApplyArgs,
    host: &mut Host,
) -> Result<u8, Stop> {
    let changes = plan.changes();
    let failed = !analysis.project.troubles.is_empty() || !plan.troubles.is_empty();
    match (changes.first(), analysis.project.asked().next()) {
        (Some(change), _) => host.out.write_all(&change.bytes)?,
        (None, Some(file)) => {
            let same = file.source.encode(file.source.text());
            host.out.write_all(&same.unwrap_or_default())?;
        }
        (None, None) => {}
    }
    host.out.flush()?;
    let summary = Summary::new(analysis, changes.len(), &plan.left);
    finish(
        analysis,
        &plan.troubles,
        summary,
        Deed::Applied,
        (&args.project, args.terminal),
        host,
    )?;
    Ok(if failed { FAILED } else { DONE })
}

/// The files of a set that git could not bring back; if there are any, also those that wait for them.
fn unsaved(set: &[Change<'_>], repositories: &mut Repositories) -> Vec<Trouble> {
    let mut troubles: Vec<Trouble> = Vec::new();
    for change in set {
        let real = change.file.path.canonicalize();
        let real = real.as_ref().unwrap_or(&change.file.path);
        if let Some(why) = repositories.unsaved(real) {
            troubles.push(Trouble::new(&change.file.shown, why.message()));
        }
    }
    let Some(first) = troubles.first().map(Trouble::shown_path) else {
        return troubles;
    };
    for change in set {
        if troubles
            .iter()
            .all(|trouble| trouble.path != change.file.shown)
        {
            let message = format!(
                "not rewritten: its changes belong to those of {first}, which cannot be made"
            );
            troubles.push(Trouble::new(&change.file.shown, message));
        }
    }
    troubles
}

fn write_set(set: &[Change<'_>]) -> Result<usize, Vec<Trouble>> {
    let mut replacements = Vec::new();
    for change in set {
        let source = &change.file.source;
        // What was decoded can be encoded; decoding made sure that the same bytes come back.
        let old = source.encode(source.text()).map_err(|error| {
            vec![Trouble::new(
                &change.file.shown,
                format!("not rewritten: {error}"),
            )]
        })?;
        replacements.push(Replacement {
            path: change.file.path.clone(),
            shown: change.file.shown.clone(),
            old,
            new: change.bytes.clone(),
        });
    }
    replace_set(&replacements).map(|()| set.len())
}

fn check(args: &CheckArgs, host: &mut Host, transforms: &[&dyn Transform]) -> Result<u8, Stop> {
    let analysis = analyse(&args.project, args.terminal, host, transforms)?;
    let plan = Plan::new(&analysis);
    let paint = Paint { on: host.out_color };
    match args.output_format {
        OutputFormat::Text => text::write(&mut host.out, &analysis, paint)?,
        OutputFormat::Json => json::write(&mut host.out, &analysis, &plan)?,
    }
    host.out.flush()?;
    let summary = Summary::new(&analysis, plan.changes().len(), &plan.left);
    let any = summary.findings() > 0;
    let failed = finish(
        &analysis,
        &plan.troubles,
        summary,
        Deed::Checked,
        (&args.project, args.terminal),
        host,
    )?;
    Ok(match (failed, any) {
        (true, _) => FAILED,
        (false, true) => FOUND,
        (false, false) => DONE,
    })
}

fn facts(args: &FactsArgs, host: &mut Host, transforms: &[&dyn Transform]) -> Result<u8, Stop> {
    let project = Project::read(&args.project, host, transforms)?;
    let (trees, more) = parse_all(&project);
    let mut troubles = project.troubles;
    troubles.extend(more);
    let files: Vec<(&str, &Tree)> = trees
        .iter()
        .map(|(path, tree)| (path.as_str(), tree))
        .collect();
    write!(
        host.out,
        "{}",
        alchemod_facts::dump(&alchemod_facts::Project::new(&files))
    )?;
    host.out.flush()?;
    for trouble in &troubles {
        writeln!(host.err, "{trouble}")?;
    }
    Ok(if troubles.is_empty() { DONE } else { FAILED })
}

fn analyse(
    args: &ProjectArgs,
    terminal: TerminalArgs,
    host: &mut Host,
    transforms: &[&dyn Transform],
) -> Result<Analysis, Stop> {
    let project = Project::read(args, host, transforms)?;
    if terminal.verbose {
        let settings = &project.settings;
        let target = serde_json::to_value(settings.target).unwrap_or_default();
        writeln!(
            host.err,
            "target {}, Python {}, {}, project {}, configuration {}",
            target.as_str().unwrap_or_default(),
            settings.python,
            if settings.unsafe_rewrites {
                "unsafe rewrites too"
            } else {
                "safe rewrites only"
            },
            project.base.display(),
            project
                .config_path
                .as_ref()
                .map_or("none".to_owned(), |path| path.display().to_string()),
        )?;
    }
    Ok(project.analyse(transforms))
}

/// Prints troubles and summary. Returns whether there was trouble.
fn finish(
    analysis: &Analysis,
    more: &[Trouble],
    mut summary: Summary,
    deed: Deed,
    (args, terminal): (&ProjectArgs, TerminalArgs),
    host: &mut Host,
) -> Result<bool, Stop> {
    let paint = Paint { on: host.err_color };
    let troubles: Vec<&Trouble> = analysis.project.troubles.iter().chain(more).collect();
    for trouble in &troubles {
        let line = trouble.to_string();
        let line = line.replacen(
            " error: ",
            &format!(" {} ", paint.with(style::ERROR, "error:")),
            1,
        );
        writeln!(host.err, "{line}")?;
    }
    summary.troubles = troubles.len();
    if !terminal.quiet {
        for folder in &analysis.project.empty {
            writeln!(host.err, "{}: no Python files here", folder.display())?;
        }
        if analysis.project.unread > 0 {
            let count = analysis.project.unread;
            let base = analysis.project.base.display();
            writeln!(host.err, "{base}: {count} other files were not read, so less is known of names; give the folder that belongs together")?;
        }
        summary.write(&mut host.err, deed, args, terminal.verbose, paint)?;
    }
    Ok(!troubles.is_empty())
}
