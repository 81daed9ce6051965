//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use alchemod_engine::{PythonVersion, Target};

const AFTER_HELP: &str = "\
Start with a preview, then apply it on a clean git checkout:

    alchemod diff .          what would change; writes nothing
    alchemod apply .         make these changes
    alchemod check .         what is left, and why
    alchemod verify .        whether tables and mappers stay the same, asked of SQLAlchemy

Settings are read from [tool.alchemod] in pyproject.toml: target, python-version, select, ignore,
exclude, unsafe. The command line wins.

Exit code: 0 nothing to do, or done; 1 `check` or `diff --exit-code` found something; 2 a file could not
be read, parsed or written (all others are done), or the arguments or the configuration are wrong.";

/// Migrate a Python project from SQLAlchemy 1.x to 2.x.
///
/// alchemod reads the whole project, works out what each name is, rewrites what it can prove to do the same
/// on SQLAlchemy 2.x, and says of everything else where it stands and why it was left.
#[derive(Debug, Parser)]
#[command(
    name = "alchemod",
    version,
    after_help = AFTER_HELP,
    args_conflicts_with_subcommands = true,
    max_term_width = 110
)]
pub struct Cli {
    /// What to do; `diff` if none is given.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `diff` without its name.
    #[command(flatten)]
    pub diff: DiffArgs,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what would change, as a diff; writes nothing (the default)
    Diff(DiffArgs),
    /// Rewrite the files in place
    Apply(ApplyArgs),
    /// List what SQLAlchemy 2.x asks for, one finding a line
    Check(CheckArgs),
    /// Let SQLAlchemy compare tables and mappers as they are with those that would be; writes nothing
    Verify(VerifyArgs),
    /// List all rules
    Rules(RulesArgs),
    /// Show what a rule accepts, what it refuses and why, with an example
    Explain(ExplainArgs),
    /// Print what alchemod believes of the project: modules, models, sessions (for debugging)
    Facts(FactsArgs),
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Project arguments.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Exit with 1 if anything would change
    #[arg(long)]
    pub exit_code: bool,
    /// Terminal arguments.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Arguments of `apply`.
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// Project arguments.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Also rewrite files that git could not bring back: with uncommitted changes, or not tracked
    #[arg(long)]
    pub allow_dirty: bool,
    /// Terminal arguments.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Project arguments.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// How to print the findings
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = OutputFormat::Text)]
    pub output_format: OutputFormat,
    /// Terminal arguments.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Project arguments.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// An interpreter that has SQLAlchemy 2.x and the project's packages [default: that of the active
    /// virtual environment, else python3]
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
    /// Another one for the project as it is, where that runs on SQLAlchemy 1.4 only (the releases themselves
    /// differ in some of what is compared)
    #[arg(long, value_name = "PATH")]
    pub before_python: Option<PathBuf>,
    /// The modules to import, which runs their code [default: all that declare mapped classes or tables,
    /// but no tests and no revision scripts]
    #[arg(long = "import", value_name = "MODULES", value_delimiter = ',')]
    pub modules: Vec<String>,
    /// Compare all that a command makes, as "python -m pytest -q", in place of importing modules: it is run in
    /// two copies of the project, one as it is and one rewritten; the folders of --before-python and --python
    /// come first on its PATH
    #[arg(long, value_name = "COMMAND", conflicts_with = "modules")]
    pub run: Option<String>,
    /// Terminal arguments.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Terminal arguments.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The rule's code or name, as `alchemod rules` lists them
    pub rule: String,
    /// Terminal arguments.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Arguments of `facts`.
#[derive(Debug, Args)]
pub struct FactsArgs {
    /// Project arguments.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Terminal arguments.
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// What to read and how to treat it.
#[derive(Debug, Default, Args)]
pub struct ProjectArgs {
    /// Files and folders to look at; `-` reads one file from standard input [default: .]
    ///
    /// The rest of the project is read too, for what it says of names, but neither reported nor changed.
    pub paths: Vec<PathBuf>,

    /// Only these rules: code (AM201), beginning of a code (AM2), name or stage; may be given again
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules; wins over --select
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Make the rewrites too that are marked unsafe; each finding says why it is
    #[arg(long = "unsafe")]
    pub unsafe_rewrites: bool,
    /// The releases that the output must run on: 1.4 (and 2.x alike, to migrate before the upgrade),
    /// 2.0 (and 2.1 alike) or 2.1 [default: 2.0]
    #[arg(long, value_name = "VERSION")]
    pub target: Option<Target>,
    /// The lowest Python that the output must run on, as 3.9 [default: from pyproject.toml, setup.cfg
    /// or setup.py, else 3.8]
    #[arg(long, value_name = "VERSION")]
    pub python_version: Option<PythonVersion>,

    /// Leave out what matches, with the syntax of .gitignore, besides what the configuration leaves out;
    /// may be given again
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Read too what is left out by default: files in .gitignore, hidden folders, virtual environments,
    /// node_modules, build folders
    #[arg(long)]
    pub no_ignore: bool,
    /// With `-`: the path that the text has in the project
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// How to talk to the user.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct TerminalArgs {
    /// Say more: the settings found, and all reasons in the summary
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Say less: no summary, only problems
    #[arg(short, long)]
    pub quiet: bool,
    /// When to use colours; auto also obeys NO_COLOR and CLICOLOR_FORCE
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How `check` prints its findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// One line each
    #[default]
    Text,
    /// One JSON object for the run
    Json,
}
