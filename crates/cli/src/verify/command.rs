//! A command is run in two copies of the project, and its Python processes tell what SQLAlchemy makes in them.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use alchemod_engine::Transform;

use super::copy::copy;
use super::seen::{compare, Alone, Comparison, Place, Seen};
use super::show::{counted, plural, releases, shown};
use super::{cannot_write, check_release, DESCRIBE};
use crate::analysis::Project;
use crate::args::VerifyArgs;
use crate::host::Host;
use crate::plan::{Change, Plan};
use crate::run::{DONE, FAILED, FOUND};
use crate::trouble::{one_line, Stop};

/// What each Python process loads when it starts.
const WATCH: (&str, &str) = ("sitecustomize.py", include_str!("watch.py"));

/// More names than this that only one run has are told with --verbose only.
const MOST_ALONE: usize = 10;

/// Runs `command` on the project as it is and as it would be rewritten; returns the exit code.
///
/// # Errors
/// If the project cannot be copied, or no process of the command imports SQLAlchemy.
pub fn verify(
    command: &str,
    args: &VerifyArgs,
    project: Project,
    host: &mut Host,
    transforms: &[&dyn Transform],
) -> Result<u8, Stop> {
    let analysis = project.analyse(transforms);
    let plan = Plan::new(&analysis);
    let root = root(&analysis.project.base, &host.cwd)?;
    let scratch = tempfile::tempdir().map_err(cannot_write)?;
    // Tests on the copy compare paths with what the system says, which has no links in it.
    let scratch = scratch.path().canonicalize().map_err(cannot_write)?;
    let runner = Runner {
        command,
        folder: root.join_of(&host.cwd),
        original: &root.folder,
        scratch: &scratch,
        verbose: args.terminal.verbose,
    };
    let after_python = args.python.as_deref();
    let before_python = args.before_python.as_deref().or(after_python);
    let before = runner.run("as it is", before_python, &[], host)?;
    let after = runner.run("when rewritten", after_python, &plan.changes(), host)?;
    let release = after.release.clone().unwrap_or_default();
    let shown_python = after_python.unwrap_or(Path::new(command));
    check_release(&release, shown_python, &analysis)?;
    let comparison = compare(&before, &after);
    let mut own = Comparison::default();
    if !comparison.differences.is_empty() && before.release != after.release {
        let when = format!("as it is on {release}");
        match runner.run(&when, after_python, &[], host) {
            Ok(seen) => own = compare(&before, &seen),
            // What cannot even begin tells nothing of the releases.
            Err(Stop::Message(why)) => writeln!(host.err, "{why}")?,
            Err(stop) => return Err(stop),
        }
    }
    tell(
        &before,
        &after,
        &comparison,
        &own,
        plan.changes().len(),
        args,
        host,
    )
}

/// The folder to copy.
struct Root {
    folder: PathBuf,
}

impl Root {
    /// Where the command runs: the current folder if it belongs to the copied one.
    fn join_of(&self, cwd: &Path) -> PathBuf {
        let below = cwd.strip_prefix(&self.folder);
        below.unwrap_or(Path::new("")).to_path_buf()
    }
}

/// The project's folder and the current one, where they lie in each other: commands are written as seen from there.
fn root(base: &Path, cwd: &Path) -> Result<Root, Stop> {
    let cwd = cwd.canonicalize().unwrap_or_else(|_| cwd.to_path_buf());
    let folder = match base.starts_with(&cwd) {
        true => cwd,
        false => base.to_path_buf(),
    };
    if folder.parent().is_none() {
        let message = "error: --run copies the project's folder, and this is the whole disk; begin in the project";
        return Err(Stop::Message(message.to_owned()));
    }
    Ok(Root { folder })
}

struct Runner<'a> {
    command: &'a str,
    /// Below the copied folder.
    folder: PathBuf,
    original: &'a Path,
    scratch: &'a Path,
    verbose: bool,
}

impl Runner<'_> {
    /// Runs the command in a copy with `changes`. Each copy lies at the same path, and none is there afterwards.
    fn run(
        &self,
        when: &str,
        python: Option<&Path>,
        changes: &[&Change<'_>],
        host: &mut Host,
    ) -> Result<Seen, Stop> {
        let project = self.scratch.join("project");
        let hook = self.scratch.join("hook");
        writeln!(host.err, "{when}: {}", one_line(self.command))?;
        host.err.flush()?;
        copy(self.original, &project).map_err(cannot_write)?;
        for change in changes {
            if let Ok(path) = change.file.path.strip_prefix(self.original) {
                fs::write(project.join(path), &change.bytes).map_err(cannot_write)?;
            }
        }
        self.write_hook(&hook, &project).map_err(cannot_write)?;
        let (ended, last) = self.start(python, &project, &hook, host)?;
        let seen = Seen::read(&hook.join("answers")).map_err(cannot_write)?;
        fs::remove_dir_all(&project).map_err(cannot_write)?;
        fs::remove_dir_all(&hook).map_err(cannot_write)?;
        let code = match ended.code() {
            Some(0) => "it ended with 0".to_owned(),
            Some(code) => format!("it ended with {code}"),
            None => "it was killed".to_owned(),
        };
        let last = match last.is_empty() {
            true => String::new(),
            false => format!(", its last line: {}", one_line(&last)),
        };
        if seen.release.is_none() {
            return Err(Stop::Message(format!(
                "error: {when} no Python process of --run imported SQLAlchemy; {code}{last}; give a command that \
                 runs in the interpreter's own environment, without tox or containers"
            )));
        }
        writeln!(host.err, "{when}: {code}{last}")?;
        Ok(seen)
    }

    fn write_hook(&self, hook: &Path, project: &Path) -> io::Result<()> {
        fs::create_dir_all(hook.join("answers"))?;
        for (name, text) in [WATCH, DESCRIBE] {
            fs::write(hook.join(name), text)?;
        }
        let request = serde_json::json!({"root": project, "original": self.original});
        fs::write(hook.join("request.json"), request.to_string())
    }

    /// Runs the command; returns how it ended and the last line that it wrote.
    fn start(
        &self,
        python: Option<&Path>,
        project: &Path,
        hook: &Path,
        host: &Host,
    ) -> Result<(ExitStatus, String), Stop> {
        let mut command = shell(self.command);
        let mut output = tempfile::tempfile().map_err(cannot_write)?;
        let mut paths = vec![hook.to_path_buf()];
        if let Some(given) = std::env::var_os("PYTHONPATH") {
            paths.extend(std::env::split_paths(&given));
        }
        command
            .current_dir(project.join(&self.folder))
            .env("PYTHONPATH", joined(paths)?)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("PYTHONPYCACHEPREFIX")
            .stdin(Stdio::null());
        if std::env::var_os("PYTHONHASHSEED").is_none() {
            command.env("PYTHONHASHSEED", "0");
        }
        if let Some(python) = python {
            let python = interpreter(python, &host.cwd)?;
            let shims = hook.join("bin");
            write_shims(&shims, &python).map_err(cannot_write)?;
            let folder = python.parent().unwrap_or(Path::new(""));
            let mut paths = vec![shims, folder.to_path_buf()];
            let given = std::env::var_os("PATH").unwrap_or_default();
            paths.extend(std::env::split_paths(&given));
            command.env("PATH", joined(paths)?);
            if let Some(environment) = folder.parent() {
                if environment.join("pyvenv.cfg").exists() {
                    command.env("VIRTUAL_ENV", environment);
                }
            }
        }
        if !self.verbose {
            let same = |file: &File| file.try_clone().map_err(cannot_write);
            command.stdout(same(&output)?).stderr(same(&output)?);
        }
        let ended = command.status().map_err(|error| {
            Stop::Message(format!(
                "error: --run: the shell cannot be started: {error}"
            ))
        })?;
        Ok((ended, last_line(&mut output).map_err(cannot_write)?))
    }
}

fn joined(paths: Vec<PathBuf>) -> Result<OsString, Stop> {
    std::env::join_paths(paths).map_err(|error| {
        Stop::Message(format!(
            "error: a folder cannot be named to Python: {error}"
        ))
    })
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

/// The interpreter's path; a bare name is looked for as a shell does. Links stay: an environment's interpreter is one.
fn interpreter(python: &Path, cwd: &Path) -> Result<PathBuf, Stop> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = match python.components().count() {
        1 => std::env::split_paths(&path)
            .map(|folder| folder.join(python))
            .find(|path| path.is_file()),
        _ => Some(cwd.join(python)).filter(|path| path.is_file()),
    };
    found.ok_or_else(|| {
        let python = python.display();
        Stop::Message(format!(
            "error: {python}: cannot be started: there is no such file; name the project's interpreter with --python"
        ))
    })
}

/// Programs called `python` and `python3`: the folder of an interpreter may have another one of that name.
#[cfg(unix)]
fn write_shims(folder: &Path, python: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(folder)?;
    let quoted = python.to_string_lossy().replace('\'', "'\\''");
    for name in ["python", "python3"] {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\nexec '{quoted}' \"$@\"\n"))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn write_shims(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

fn last_line(output: &mut File) -> io::Result<String> {
    /// Enough for a line.
    const END: u64 = 4096;
    let length = output.metadata()?.len();
    output.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut bytes = Vec::new();
    output.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    Ok(last.unwrap_or_default().trim().to_owned())
}

fn tell(
    before: &Seen,
    after: &Seen,
    comparison: &Comparison,
    own: &Comparison,
    changed: usize,
    args: &VerifyArgs,
    host: &mut Host,
) -> Result<u8, Stop> {
    let mut of_releases = 0;
    for found in &comparison.differences {
        let is_own =
            |other: &Place| (&other.kind, &other.difference) == (&found.kind, &found.difference);
        let is_own = own.differences.iter().any(is_own);
        of_releases += usize::from(is_own);
        let text = shown(&found.kind, &found.difference, is_own);
        writeln!(host.out, "{text}{}", told_places(&found.places))?;
    }
    host.out.flush()?;
    for (seen, when) in [(before, "as it is"), (after, "when rewritten")] {
        for problem in &seen.problems {
            writeln!(host.err, "not compared {when}: {}", one_line(problem))?;
        }
    }
    for (alone, when) in [
        (&comparison.only_before, "only as it is"),
        (&comparison.only_after, "only when rewritten"),
    ] {
        tell_alone(alone, when, args.terminal.verbose, host)?;
    }
    let alone = |list: &[Alone]| list.iter().map(|one| one.places.len()).sum::<usize>();
    let (only_before, only_after) = (
        alone(&comparison.only_before),
        alone(&comparison.only_after),
    );
    let release = |seen: &Seen| seen.release.clone().unwrap_or_default();
    writeln!(
        host.err,
        "{}: {} on 5 dialects, {}, {only_before} only as it is, {only_after} only when rewritten, \
         {} rewritten in a copy, SQLAlchemy {}",
        counted(comparison.differences.len(), of_releases),
        plural(before.count("table"), "table"),
        plural(before.count("mapper"), "mapper"),
        plural(changed, "file"),
        releases(&release(before), &release(after)),
    )?;
    let uncompared = only_before + only_after + before.problems.len() + after.problems.len();
    Ok(match (comparison.differences.is_empty(), uncompared) {
        (false, _) => FOUND,
        (true, 0) => DONE,
        (true, _) => FAILED,
    })
}

fn tell_alone(list: &[Alone], when: &str, verbose: bool, host: &mut Host) -> Result<(), Stop> {
    let most = match verbose {
        true => list.len(),
        false => MOST_ALONE,
    };
    for one in list.iter().take(most) {
        let places = told_places(&one.places);
        writeln!(host.err, "{} {}: made {when}{places}", one.kind, one.name)?;
    }
    if list.len() > most {
        let rest = list.len() - most;
        writeln!(
            host.err,
            "{rest} more are made {when}; --verbose names them"
        )?;
    }
    Ok(())
}

/// ` (tests/test_a.py::test_x and 3 more places)`.
fn told_places(places: &[String]) -> String {
    let first = places.iter().find(|place| !place.is_empty());
    match (first, places.len()) {
        (None, _) => String::new(),
        (Some(first), 1) => format!(" ({first})"),
        (Some(first), 2) => format!(" ({first} and another place)"),
        (Some(first), count) => format!(" ({first} and {} more places)", count - 1),
    }
}
