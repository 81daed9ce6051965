//! `[tool.alchemod]` in pyproject.toml.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use alchemod_engine::{PythonVersion, Target};
use alchemod_text::LineIndex;
use serde::Deserialize;
use toml::Spanned;

use crate::locate::upwards;
use crate::trouble::{relative, Trouble};

/// The settings of a project. What is missing is `None`.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where they were found; `None` if nowhere.
    pub path: Option<PathBuf>,
    /// `target`
    pub target: Option<Target>,
    /// `python-version`
    pub python: Option<PythonVersion>,
    /// `select`, each word with its line.
    pub select: Vec<(String, u32)>,
    /// `ignore`, each word with its line.
    pub ignore: Vec<(String, u32)>,
    /// `exclude`
    pub exclude: Vec<String>,
    /// `unsafe`
    pub unsafe_rewrites: Option<bool>,
}

#[derive(Deserialize)]
struct PyProject {
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    alchemod: Option<Table>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Table {
    target: Option<Spanned<String>>,
    python_version: Option<Spanned<String>>,
    #[serde(default)]
    select: Vec<Spanned<String>>,
    #[serde(default)]
    ignore: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(rename = "unsafe")]
    unsafe_rewrites: Option<bool>,
}

/// Finds the settings of the project in which `start` lies: the nearest pyproject.toml that has some.
///
/// # Errors
/// One line that names the file and the line, with the path as seen from `cwd`.
pub fn find(start: &Path, cwd: &Path) -> Result<Config, Trouble> {
    for folder in upwards(start) {
        let path = folder.join("pyproject.toml");
        if !path.is_file() {
            continue;
        }
        let shown = relative(&path, cwd);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Trouble::io(&shown, "read the configuration", &error))?;
        if let Some(config) = parse(&text, &shown)? {
            return Ok(Config {
                path: Some(path),
                ..config
            });
        }
    }
    Ok(Config::default())
}

/// Reads the settings in the text of a pyproject.toml; `None` if it has none.
fn parse(text: &str, shown: &Path) -> Result<Option<Config>, Trouble> {
    let file: PyProject = toml::from_str(text).map_err(|error| broken(text, shown, &error))?;
    let Some(table) = file.tool.and_then(|tool| tool.alchemod) else {
        return Ok(None);
    };
    let words = |list: Vec<Spanned<String>>| {
        let word = |word: Spanned<String>| {
            let line = line_of(text, &word.span());
            (word.into_inner(), line)
        };
        list.into_iter().map(word).collect()
    };
    Ok(Some(Config {
        path: None,
        target: value(text, shown, "target", table.target)?,
        python: value(text, shown, "python-version", table.python_version)?,
        select: words(table.select),
        ignore: words(table.ignore),
        exclude: table.exclude,
        unsafe_rewrites: table.unsafe_rewrites,
    }))
}

fn value<T: FromStr<Err = String>>(
    text: &str,
    shown: &Path,
    key: &str,
    value: Option<Spanned<String>>,
) -> Result<Option<T>, Trouble> {
    let Some(value) = value else {
        return Ok(None);
    };
    match value.get_ref().parse() {
        Ok(parsed) => Ok(Some(parsed)),
        Err(error) => Err(Trouble::at(
            shown,
            line_of(text, &value.span()),
            format!("[tool.alchemod] {key}: {error}"),
        )),
    }
}

/// The one line for a file that is not TOML, or has a key or a value that is none of ours.
pub(crate) fn broken(text: &str, shown: &Path, error: &toml::de::Error) -> Trouble {
    let message = format!(
        "broken configuration: {}",
        error.message().replace('\n', ", ")
    );
    match error.span() {
        Some(span) => Trouble::at(shown, line_of(text, &span), message),
        None => Trouble::new(shown, message),
    }
}

fn line_of(text: &str, span: &Range<usize>) -> u32 {
    LineIndex::new(text).line_of(u32::try_from(span.start).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        match parse(text, Path::new("pyproject.toml")) {
            Ok(config) => format!("no error: {config:?}"),
            Err(trouble) => trouble.to_string(),
        }
    }

    #[test]
    fn all_keys() {
        let text =
            "[project]\nname = 'x'\n[tool.alchemod]\ntarget = '1.4'\npython-version = '3.9'\n\
                    select = ['AM1']\nignore = ['queries']\nexclude = ['old/']\nunsafe = true\n";
        let config = parse(text, Path::new("x")).expect("valid").expect("found");
        assert_eq!(config.target, Some(Target::V14));
        assert_eq!(config.python.map(|v| v.to_string()).as_deref(), Some("3.9"));
        assert_eq!(config.select, [("AM1".to_owned(), 6)]);
        assert_eq!(config.ignore, [("queries".to_owned(), 7)]);
        assert_eq!(config.exclude, ["old/"]);
        assert_eq!(config.unsafe_rewrites, Some(true));
    }

    #[test]
    fn other_tools_are_left_alone() {
        assert!(parse("[tool.ruff]\nx = 1\n", Path::new("x"))
            .expect("valid")
            .is_none());
    }

    #[test]
    fn errors_name_file_and_line() {
        for (text, start) in [
            ("[tool\n", "pyproject.toml:1: error: broken configuration:"),
            (
                "[tool.alchemod]\ntarget = '3'\n",
                "pyproject.toml:2: error: [tool.alchemod] target:",
            ),
            (
                "[tool.alchemod]\ntarget = 2.0\n",
                "pyproject.toml:2: error: broken configuration: invalid type",
            ),
            (
                "\n[tool.alchemod]\n\ntraget = '2.0'\n",
                "pyproject.toml:4: error: broken configuration: unknown field",
            ),
        ] {
            let error = error(text);
            assert!(error.starts_with(start), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }
}
