//! `alchemod verify`: SQLAlchemy itself compares the tables and mappers of the project as it is with those
//! of the project as it would be rewritten.

mod compare;
mod modules;
mod probe;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alchemod_engine::{Target, Transform};
use serde_json::{Map, Value};

use crate::analysis::Project;
use crate::args::VerifyArgs;
use crate::host::Host;
use crate::plan::Plan;
use crate::run::{DONE, FAILED, FOUND};
use crate::trouble::{one_line, Stop};
use compare::{differences, Difference};
use probe::{ask, Answer, Request};

/// Longer values are not shown in one line.
const LONGEST_VALUE: usize = 120;

/// Runs the command. Returns the exit code: 1 if anything differs, 2 if something could not be compared.
///
/// # Errors
/// If arguments are wrong, or Python or SQLAlchemy cannot be started.
pub fn verify(
    args: &VerifyArgs,
    host: &mut Host,
    transforms: &[&dyn Transform],
) -> Result<u8, Stop> {
    let project = Project::read(&args.project, host, transforms)?;
    let mut found = modules::declaring(&project);
    if !args.modules.is_empty() {
        found.names.clone_from(&args.modules);
    }
    if found.names.is_empty() {
        let message = "error: no mapped classes or tables here; name the modules with --import";
        return Err(Stop::Message(message.to_owned()));
    }
    found.roots.push(host.cwd.clone());
    let analysis = project.analyse(transforms);
    let plan = Plan::new(&analysis);
    let cannot_write = |error| Stop::Message(format!("error: cannot write scratch files: {error}"));
    let scratch = tempfile::tempdir().map_err(cannot_write)?;
    let mut overlay = BTreeMap::new();
    for (number, change) in plan.changes().into_iter().enumerate() {
        let path = scratch.path().join(format!("{number}.py"));
        std::fs::write(&path, &change.bytes).map_err(cannot_write)?;
        overlay.insert(change.file.path.clone(), path);
    }
    let after_python = python(args.python.as_deref());
    let before_python = args.before_python.clone().unwrap_or(after_python.clone());
    let mut request = Request {
        roots: &found.roots,
        modules: &found.names,
        overlay: BTreeMap::new(),
    };
    let before = ask(&before_python, &host.cwd, &request)?;
    request.overlay = overlay;
    let after = ask(&after_python, &host.cwd, &request)?;
    if after.release.starts_with("1.") && analysis.project.settings.target != Target::V14 {
        let python = after_python.display();
        let release = &after.release;
        return Err(Stop::Message(format!(
            "error: {python}: what is rewritten runs on SQLAlchemy 2.x, and this has {release}; name another \
             interpreter with --python, and this one with --before-python"
        )));
    }
    tell(&before, &after, request.overlay.len(), host)
}

/// The interpreter: the given one, that of the active virtual environment, else the first on the path.
fn python(given: Option<&Path>) -> PathBuf {
    if let Some(given) = given {
        return given.to_path_buf();
    }
    match std::env::var_os("VIRTUAL_ENV") {
        Some(folder) => Path::new(&folder).join("bin/python"),
        None => PathBuf::from("python3"),
    }
}

fn tell(before: &Answer, after: &Answer, changed: usize, host: &mut Host) -> Result<u8, Stop> {
    let mut uncompared = 0;
    let all_failed = before.failed.iter().chain(&after.failed);
    let modules: std::collections::BTreeSet<&String> = all_failed.map(|(name, _)| name).collect();
    for module in modules {
        let when = match (before.failed.get(module), after.failed.get(module)) {
            (Some(why), Some(_)) => format!("cannot be imported: {why}"),
            (Some(why), None) => format!("cannot be imported as it is: {why}"),
            (None, Some(why)) => format!("cannot be imported when rewritten: {why}"),
            (None, None) => continue,
        };
        uncompared += 1;
        writeln!(host.err, "{module}: {}", one_line(&when))?;
    }
    for (answer, when) in [(before, "as they are"), (after, "when rewritten")] {
        if let Some(problem) = &answer.problem {
            uncompared += 1;
            let problem = one_line(problem);
            writeln!(host.err, "mappers cannot be configured {when}: {problem}")?;
        }
    }
    let mut found = Vec::new();
    let configured = before.problem.is_none() && after.problem.is_none();
    for (kind, old, new) in [
        ("table", &before.table, &after.table),
        ("mapper", &before.mapper, &after.mapper),
    ] {
        if kind == "mapper" && !configured {
            continue;
        }
        let as_value = |map: &Map<String, Value>| Value::Object(map.clone());
        found.extend(
            differences(&as_value(old), &as_value(new))
                .into_iter()
                .map(|difference| (kind, difference)),
        );
    }
    for (kind, difference) in &found {
        writeln!(host.out, "{}", shown(kind, difference))?;
    }
    host.out.flush()?;
    let releases = match before.release == after.release {
        true => after.release.clone(),
        false => format!("{} before and {} after", before.release, after.release),
    };
    writeln!(
        host.err,
        "{}: {} tables on 5 dialects, {} mappers, {changed} files rewritten in memory, SQLAlchemy {releases}",
        match found.len() {
            0 => "no differences".to_owned(),
            1 => "1 difference".to_owned(),
            count => format!("{count} differences"),
        },
        before.table.len(),
        before.mapper.len(),
    )?;
    Ok(match (found.is_empty(), uncompared) {
        (false, _) => FOUND,
        (true, 0) => DONE,
        (true, _) => FAILED,
    })
}

/// `table users, column, name, nullable: true before, false after`.
fn shown(kind: &str, difference: &Difference) -> String {
    let place = difference.path.join(", ");
    let (before, after) = match (&difference.before, &difference.after) {
        (Some(Value::String(before)), Some(Value::String(after))) => {
            first_other_line(before, after)
        }
        (before, after) => (text(before.as_ref()), text(after.as_ref())),
    };
    format!("{kind} {place}: {before} before, {after} after")
}

/// Of two texts the first lines that differ.
fn first_other_line(before: &str, after: &str) -> (String, String) {
    let (mut old, mut new) = (before.lines(), after.lines());
    loop {
        let (before, after) = (old.next(), new.next());
        if before != after || before.is_none() {
            let quoted = |line: Option<&str>| match line {
                Some(line) => short(&format!("{:?}", line.trim())),
                None => "nothing".to_owned(),
            };
            return (quoted(before), quoted(after));
        }
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::Object(_)) => "there".to_owned(),
        Some(value) => short(&value.to_string()),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}
