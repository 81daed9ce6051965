//! Modules are imported, and SQLAlchemy tells what they declare.

use std::collections::{BTreeMap, BTreeSet};

use alchemod_engine::Transform;
use serde_json::{Map, Value};

use super::compare::{differences, Difference};
use super::probe::{ask, Answer, Request};
use super::show::{counted, plural, releases, shown};
use super::{cannot_write, check_release, modules, python};
use crate::analysis::Project;
use crate::args::VerifyArgs;
use crate::host::Host;
use crate::plan::Plan;
use crate::run::{DONE, FAILED, FOUND};
use crate::trouble::{one_line, Stop};

/// Imports the modules as they are and as they would be rewritten; returns the exit code.
///
/// # Errors
/// If arguments are wrong, or Python or SQLAlchemy cannot be started.
pub fn verify(
    args: &VerifyArgs,
    project: Project,
    host: &mut Host,
    transforms: &[&dyn Transform],
) -> Result<u8, Stop> {
    let mut found = modules::declaring(&project);
    if !args.modules.is_empty() {
        found.names.clone_from(&args.modules);
    }
    if found.names.is_empty() {
        let message = "error: no mapped classes or tables here; name the modules with --import, or a command that \
                       makes some, as your tests, with --run";
        return Err(Stop::Message(message.to_owned()));
    }
    found.roots.push(host.cwd.clone());
    let analysis = project.analyse(transforms);
    let plan = Plan::new(&analysis);
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
    let changed = overlay.len();
    request.overlay = overlay;
    let after = ask(&after_python, &host.cwd, &request)?;
    check_release(&after.release, &after_python, &analysis)?;
    let mut own = Vec::new();
    if before.release != after.release {
        request.overlay.clear();
        // Code that cannot run on 2.x as it is tells nothing of the releases.
        if let Ok(without_rewrites) = ask(&after_python, &host.cwd, &request) {
            own = all_differences(&before, &without_rewrites);
        }
    }
    tell(&before, &after, &own, changed, host)
}

/// The differences, each with `table` or `mapper`. Mappers that are not configured are not compared.
fn all_differences(before: &Answer, after: &Answer) -> Vec<(&'static str, Difference)> {
    let as_value = |map: &Map<String, Value>| Value::Object(map.clone());
    let of = |kind, old, new| {
        let found = differences(&as_value(old), &as_value(new));
        found.into_iter().map(move |difference| (kind, difference))
    };
    let mut found: Vec<_> = of("table", &before.table, &after.table).collect();
    if before.problem.is_none() && after.problem.is_none() {
        found.extend(of("mapper", &before.mapper, &after.mapper));
    }
    found
}

fn tell(
    before: &Answer,
    after: &Answer,
    own: &[(&str, Difference)],
    changed: usize,
    host: &mut Host,
) -> Result<u8, Stop> {
    let mut uncompared = 0;
    let all_failed = before.failed.iter().chain(&after.failed);
    let modules: BTreeSet<&String> = all_failed.map(|(name, _)| name).collect();
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
    let found = all_differences(before, after);
    for difference in &found {
        let text = shown(difference.0, &difference.1, own.contains(difference));
        writeln!(host.out, "{text}")?;
    }
    host.out.flush()?;
    writeln!(
        host.err,
        "{}: {} on 5 dialects, {}, {} rewritten in memory, SQLAlchemy {}",
        counted(
            found.len(),
            found.iter().filter(|one| own.contains(one)).count()
        ),
        plural(before.table.len(), "table"),
        plural(before.mapper.len(), "mapper"),
        plural(changed, "file"),
        releases(&before.release, &after.release),
    )?;
    Ok(match (found.is_empty(), uncompared) {
        (false, _) => FOUND,
        (true, 0) => DONE,
        (true, _) => FAILED,
    })
}
