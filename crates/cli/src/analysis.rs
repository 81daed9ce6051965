//! From arguments to a report: configuration, discovery, reading, and the engine's run.

use std::path::{Path, PathBuf};

use alchemod_engine::{
    FileReport, Input, Problem, PythonVersion, Report, Rule, Selection, Settings, Transform,
};
use clap::CommandFactory;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::args::{Cli, ProjectArgs};
use crate::config::{self, Config};
use crate::discovery::{self, Filter};
use crate::host::Host;
use crate::locate::{self, Place};
use crate::python_version;
use crate::read::{self, Loaded, ToRead};
use crate::selection;
use crate::trouble::{relative, Stop, Trouble};

/// More files than this are not read just for what they say of names.
const MAX_CONTEXT: usize = 20_000;

/// How a text from standard input is called when the user does not say.
const STDIN_NAME: &str = "stdin.py";

/// What was read, and how the user wants it treated.
pub struct Project {
    /// The settings of the run.
    pub settings: Settings,
    /// Where the configuration was found.
    pub config_path: Option<PathBuf>,
    /// The folder to which the engine's paths are relative.
    pub base: PathBuf,
    /// The files, those that were not asked for among them.
    pub files: Vec<Loaded>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
    /// Given folders without Python files, as the user sees them.
    pub empty: Vec<PathBuf>,
    /// How many files of the project were too many to be read for what they say of names.
    pub unread: usize,
    /// Whether the only file came from standard input.
    pub stdin: bool,
}

/// A project with the engine's report.
pub struct Analysis {
    /// The project.
    pub project: Project,
    /// The engine's report.
    pub report: Report,
    by_key: FxHashMap<PathBuf, usize>,
}

impl Project {
    /// Reads what `args` ask for.
    ///
    /// # Errors
    /// One line, if arguments or configuration are wrong.
    pub fn read(
        args: &ProjectArgs,
        host: &mut Host,
        transforms: &[&dyn Transform],
    ) -> Result<Self, Stop> {
        let stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
        if stdin && args.paths.len() > 1 {
            return Err(Stop::Message(
                "error: `-` stands alone; give the other paths in a run of their own".to_owned(),
            ));
        }
        if !stdin && args.stdin_filename.is_some() {
            return Err(Stop::Message(
                "error: --stdin-filename needs `-` as the path".to_owned(),
            ));
        }
        let mut troubles = Vec::new();
        let paths = given_paths(args, stdin, &host.cwd, &mut troubles);
        let start = paths.first().unwrap_or(&host.cwd);
        let start = locate::folder_of(start).to_path_buf();
        let config = config::find(&start, &host.cwd)?;
        let settings = settings(args, &config, &start, &host.cwd, transforms)?;
        let config_folder = config.path.as_deref().and_then(Path::parent);
        let config_folder = config_folder.unwrap_or(&host.cwd).to_path_buf();
        let label = match &config.path {
            Some(path) => format!(
                "{}: error: [tool.alchemod] exclude",
                relative(path, &host.cwd).display()
            ),
            None => String::new(),
        };
        let excludes = [
            (config_folder, config.exclude.as_slice(), label.as_str()),
            (
                host.cwd.clone(),
                args.exclude.as_slice(),
                "error: --exclude",
            ),
        ];
        let filter = Filter::new(args.no_ignore, &excludes).map_err(Stop::Message)?;
        let mut project = Project {
            settings,
            config_path: config.path,
            base: host.cwd.clone(),
            files: Vec::new(),
            troubles,
            empty: Vec::new(),
            unread: 0,
            stdin,
        };
        if !paths.is_empty() {
            project.read_paths(&paths, args, &filter, host);
        }
        Ok(project)
    }

    fn read_paths(
        &mut self,
        paths: &[PathBuf],
        args: &ProjectArgs,
        filter: &Filter,
        host: &mut Host,
    ) {
        let Place { base, context } = locate::place(paths, &host.cwd);
        let shown = |path: &Path| relative(path, &host.cwd);
        let to_read = |path: PathBuf, reported: bool| -> ToRead {
            let key = path.strip_prefix(&base).unwrap_or(&path).to_path_buf();
            let shown = shown(&path);
            (path, key, shown, reported)
        };
        let mut wanted = Vec::new();
        let mut requirements = Vec::new();
        if !self.stdin {
            let found = discovery::find(paths, filter, &host.cwd);
            self.troubles.extend(found.troubles);
            self.empty = found.empty.iter().map(|path| shown(path)).collect();
            wanted = found.files;
            requirements = found.requirements;
        }
        let known_alone = self.stdin && args.stdin_filename.is_none();
        let context = context.filter(|folder| {
            !paths.contains(folder) && !known_alone && (self.stdin || !wanted.is_empty())
        });
        let mut others = context.map_or_else(Vec::new, |folder| {
            discovery::find(&[folder], filter, &host.cwd).files
        });
        let given: FxHashSet<&PathBuf> = wanted.iter().chain(paths).collect();
        others.retain(|path| !given.contains(path));
        if others.len() > MAX_CONTEXT {
            self.unread = others.len();
            others.clear();
        }
        let mut files: Vec<ToRead> = wanted.into_iter().map(|path| to_read(path, true)).collect();
        files.extend(requirements.into_iter().map(|path| to_read(path, true)));
        files.extend(others.into_iter().map(|path| to_read(path, false)));
        files.sort_by(|a, b| a.1.cmp(&b.1));
        let (mut loaded, troubles) = read::read_all(files);
        self.troubles.extend(troubles);
        if self.stdin {
            let named = args.stdin_filename.as_ref().and_then(|_| paths.first());
            let path = named.cloned().unwrap_or_else(|| host.cwd.join(STDIN_NAME));
            let name = match named {
                Some(path) => shown(path),
                None => PathBuf::from("<stdin>"),
            };
            match read::read_stdin(&mut host.stdin, &name) {
                Ok(source) => loaded.push(Loaded {
                    key: path.strip_prefix(&base).unwrap_or(&path).to_path_buf(),
                    path,
                    shown: name,
                    source,
                    reported: true,
                }),
                Err(trouble) => self.troubles.push(trouble),
            }
            loaded.sort_by(|a, b| a.key.cmp(&b.key));
        }
        self.base = base;
        self.files = loaded;
    }

    /// The Python sources.
    pub fn sources(&self) -> impl Iterator<Item = &Loaded> {
        self.files.iter().filter(|file| file.is_python())
    }

    /// The Python sources that the user asked for.
    pub fn asked(&self) -> impl Iterator<Item = &Loaded> {
        self.sources().filter(|file| file.reported)
    }

    /// Runs the engine.
    pub fn analyse(mut self, transforms: &[&dyn Transform]) -> Analysis {
        let inputs = self.files.iter().map(|file| Input {
            path: file.key.clone(),
            text: file.source.text().to_owned(),
            reported: file.reported,
            is_source: file.is_python(),
        });
        let mut report = alchemod_engine::run(inputs.collect(), transforms, &self.settings);
        let keys = self.files.iter().enumerate();
        let by_key: FxHashMap<PathBuf, usize> = keys
            .map(|(index, file)| (file.key.clone(), index))
            .collect();
        let file_of = |path: &Path| by_key.get(path).map(|&index| &self.files[index]);
        let asked = |path: &Path| file_of(path).is_some_and(|file| file.reported);
        report.files.retain(|file| asked(&file.path));
        let troubles: Vec<Trouble> = report
            .problems
            .iter()
            .filter(|problem| file_of(&problem.path).is_none() || asked(&problem.path))
            .map(|problem| trouble_of(problem, file_of(&problem.path)))
            .collect();
        self.troubles.extend(troubles);
        self.troubles.sort();
        self.troubles.dedup();
        Analysis {
            project: self,
            report,
            by_key,
        }
    }
}

impl Analysis {
    /// The file that a report speaks of.
    pub fn loaded(&self, key: &Path) -> Option<&Loaded> {
        self.by_key
            .get(key)
            .map(|&index| &self.project.files[index])
    }

    /// The reports with their files, in order.
    pub fn files(&self) -> impl Iterator<Item = (&Loaded, &FileReport)> {
        self.report
            .files
            .iter()
            .filter_map(|report| Some((self.loaded(&report.path)?, report)))
    }

    /// The path of a file of a finding's edit, as the user sees it.
    pub fn shown<'a>(&'a self, key: &'a Path) -> &'a Path {
        self.loaded(key).map_or(key, |file| &file.shown)
    }
}

fn trouble_of(problem: &Problem, file: Option<&Loaded>) -> Trouble {
    Trouble {
        path: match file {
            Some(file) => file.shown.clone(),
            // A problem of the run as a whole.
            None => PathBuf::from("alchemod"),
        },
        place: problem.place.map(|(line, column)| (line, Some(column))),
        message: match problem.place {
            Some(_) => format!(
                "{}; correct it or leave it out with --exclude",
                problem.message
            ),
            None => problem.message.clone(),
        },
    }
}

/// The absolute paths that the user gave; those that do not exist become troubles.
fn given_paths(
    args: &ProjectArgs,
    stdin: bool,
    cwd: &Path,
    troubles: &mut Vec<Trouble>,
) -> Vec<PathBuf> {
    if stdin {
        let name = args
            .stdin_filename
            .as_deref()
            .unwrap_or(Path::new(STDIN_NAME));
        let path = locate::absolute(name, cwd).unwrap_or_else(|_| cwd.join(name));
        return vec![path];
    }
    let here = [PathBuf::from(".")];
    let given = match args.paths.is_empty() {
        true => &here[..],
        false => &args.paths,
    };
    let mut paths = Vec::new();
    for path in given {
        let absolute = match cwd.join(path).symlink_metadata() {
            Ok(_) => locate::absolute(path, cwd),
            Err(error) => Err(error),
        };
        match (absolute, command_like(path)) {
            (Ok(path), _) => paths.push(path),
            (Err(_), Some(command)) => {
                let message =
                    format!("no such file, nor command; did you mean `alchemod {command}`?");
                troubles.push(Trouble::new(path, message));
            }
            (Err(error), None) => troubles.push(Trouble::io(path, "read", &error)),
        }
    }
    paths
}

/// The command that a path looks like, if its name is nearly that of one.
fn command_like(path: &Path) -> Option<String> {
    let word = path.to_str()?;
    let commands = Cli::command();
    let names = commands.get_subcommands().map(|command| command.get_name());
    let near = names
        .max_by(|a, b| strsim::jaro_winkler(word, a).total_cmp(&strsim::jaro_winkler(word, b)))?;
    (strsim::jaro_winkler(word, near) >= 0.85).then(|| near.to_owned())
}

fn settings(
    args: &ProjectArgs,
    config: &Config,
    start: &Path,
    cwd: &Path,
    transforms: &[&dyn Transform],
) -> Result<Settings, Stop> {
    let rules: Vec<&'static Rule> = transforms
        .iter()
        .map(|transform| transform.rule())
        .collect();
    let select = words(
        "--select",
        &args.select,
        &config.select,
        config,
        cwd,
        &rules,
    )?;
    let ignore = words(
        "--ignore",
        &args.ignore,
        &config.ignore,
        config,
        cwd,
        &rules,
    )?;
    let python = match args.python_version.or(config.python) {
        Some(version) => version,
        None => python_version::find(start, cwd)?.unwrap_or(PythonVersion::DEFAULT),
    };
    Ok(Settings {
        target: args.target.or(config.target).unwrap_or_default(),
        python,
        unsafe_rewrites: args.unsafe_rewrites || config.unsafe_rewrites.unwrap_or(false),
        selection: Selection { select, ignore },
        jobs: args.jobs.map(usize::from),
    })
}

/// The words of the command line if there are any, else those of the configuration, checked.
fn words(
    option: &str,
    given: &[String],
    configured: &[(String, u32)],
    config: &Config,
    cwd: &Path,
    rules: &[&'static Rule],
) -> Result<Vec<String>, Stop> {
    let given: Vec<String> = given.iter().map(|word| selection::normal(word)).collect();
    for word in &given {
        selection::check(word, rules)
            .map_err(|message| Stop::Message(format!("error: {option}: {message}")))?;
    }
    if !given.is_empty() {
        return Ok(given);
    }
    let shown = config.path.as_deref().map(|path| relative(path, cwd));
    let key = option.trim_start_matches('-');
    let mut words = Vec::new();
    for (word, line) in configured {
        let word = selection::normal(word);
        selection::check(&word, rules).map_err(|message| {
            let path = shown.clone().unwrap_or_default();
            Trouble::at(path, *line, format!("[tool.alchemod] {key}: {message}"))
        })?;
        words.push(word);
    }
    Ok(words)
}
