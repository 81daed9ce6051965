//! The lowest Python release that a project supports, from its own metadata.

use std::path::Path;
use std::str::FromStr;

use alchemod_engine::PythonVersion;
use pep440_rs::{Version, VersionSpecifiers};

use crate::locate::upwards;
use crate::trouble::{relative, Trouble};

/// Finds what the nearest metadata at or above `start` says: `requires-python` or poetry's `python` in
/// pyproject.toml, `python_requires` in setup.cfg or setup.py. `None` if nothing says anything.
///
/// # Errors
/// One line, if what is said cannot be understood.
pub fn find(start: &Path, cwd: &Path) -> Result<Option<PythonVersion>, Trouble> {
    for folder in upwards(start) {
        for (name, requirement) in READERS {
            let path = folder.join(name);
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let Some(requirement) = requirement(&text) else {
                continue;
            };
            return match lowest(&requirement) {
                Some(version) => Ok(Some(version)),
                None => Err(Trouble::new(
                    relative(&path, cwd),
                    format!("cannot understand the Python requirement {requirement:?}; give --python-version 3.X"),
                )),
            };
        }
    }
    Ok(None)
}

type Reader = fn(&str) -> Option<String>;

const READERS: &[(&str, Reader)] = &[
    ("pyproject.toml", from_pyproject),
    ("setup.cfg", from_setup_cfg),
    ("setup.py", from_setup_py),
];

fn from_pyproject(text: &str) -> Option<String> {
    let file: toml::Table = toml::from_str(text).ok()?;
    let standard = || file.get("project")?.get("requires-python")?.as_str();
    let poetry = || {
        let python = file
            .get("tool")?
            .get("poetry")?
            .get("dependencies")?
            .get("python")?;
        python.as_str().or_else(|| python.get("version")?.as_str())
    };
    standard().or_else(poetry).map(str::to_owned)
}

fn from_setup_cfg(text: &str) -> Option<String> {
    let mut section = "";
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('[') {
            section = line;
        } else if section == "[options]" {
            if let Some((key, value)) = line.split_once('=') {
                if matches!(key.trim(), "python_requires" | "python-requires") {
                    return Some(value.trim().to_owned());
                }
            }
        }
    }
    None
}

/// A literal after `python_requires=` or `"python_requires":`; anything else is not looked into.
fn from_setup_py(text: &str) -> Option<String> {
    text.match_indices("python_requires")
        .find_map(|(at, word)| {
            let rest = text[at + word.len()..]
                .trim_start_matches(['"', '\''])
                .trim_start();
            let rest = rest.strip_prefix(['=', ':'])?.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, _) = rest[1..].split_once(quote)?;
            Some(value.to_owned())
        })
}

/// The lowest release that a requirement admits. Alternatives (`||`, poetry) give the lowest of all.
fn lowest(requirement: &str) -> Option<PythonVersion> {
    let alternatives: Option<Vec<PythonVersion>> = requirement
        .split("||")
        .map(|one| lowest_of(&standard_form(one)?))
        .collect();
    alternatives?.into_iter().min()
}

fn lowest_of(specifiers: &str) -> Option<PythonVersion> {
    let specifiers = VersionSpecifiers::from_str(specifiers).ok()?;
    // SQLAlchemy 1.4 and later run on no release below 3.6. A bound such as >=3.8.1 admits 3.8.
    let admits = |minor: u8| {
        (0..40).any(|patch| specifiers.contains(&Version::new([3, u64::from(minor), patch])))
    };
    let minor = (6..=40).find(|&minor| admits(minor))?;
    Some(PythonVersion { major: 3, minor })
}

/// Poetry's `^`, `~`, `*` and bare versions in the terms of PEP 440.
fn standard_form(requirement: &str) -> Option<String> {
    let clauses = requirement
        .split([',', ' '])
        .filter(|clause| !clause.is_empty());
    let mut out = Vec::new();
    let mut operator = String::new();
    for clause in clauses {
        // "> = 3.8" and ">= 3.8": the operator waits for its version.
        if clause.chars().all(|c| "<>=!~^".contains(c)) {
            operator.push_str(clause);
            continue;
        }
        let clause = std::mem::take(&mut operator) + clause;
        out.push(match clause.as_str() {
            "*" => continue,
            text if text.starts_with('^') => caret(&text[1..])?,
            text if text.starts_with('~') && !text.starts_with("~=") => tilde(&text[1..])?,
            text if text.starts_with(|c: char| c.is_ascii_digit()) => bare(text),
            text => text.to_owned(),
        });
    }
    Some(out.join(","))
}

fn caret(version: &str) -> Option<String> {
    let major: u64 = version.split('.').next()?.parse().ok()?;
    Some(format!(">={version},<{}", major + 1))
}

fn tilde(version: &str) -> Option<String> {
    let mut parts = version.split('.');
    let major: u64 = parts.next()?.parse().ok()?;
    match parts.next() {
        Some(minor) => Some(format!(
            ">={version},<{major}.{}",
            minor.parse::<u64>().ok()? + 1
        )),
        None => Some(format!(">={version},<{}", major + 1)),
    }
}

fn bare(version: &str) -> String {
    match version.ends_with('*') || version.matches('.').count() >= 2 {
        true => format!("=={version}"),
        false => format!("=={version}.*"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(requirement: &str) -> String {
        lowest(requirement).map_or("none".to_owned(), |version| version.to_string())
    }

    #[test]
    fn requirements() {
        for (requirement, version) in [
            (">=3.9", "3.9"),
            (">=3.8.1,<4.0", "3.8"),
            (">3.8", "3.8"),
            ("~=3.10", "3.10"),
            ("==3.11.*", "3.11"),
            ("^3.8", "3.8"),
            ("^3.8.1", "3.8"),
            ("~3.9", "3.9"),
            ("3.10", "3.10"),
            ("3.10.*", "3.10"),
            ("*", "3.6"),
            (">=2.7, !=3.0.*, !=3.6.*", "3.7"),
            (">= 3.12", "3.12"),
            (">=3.9 <3.13", "3.9"),
            ("^3.11 || ^3.9", "3.9"),
            ("banana", "none"),
            ("<3", "none"),
        ] {
            assert_eq!(of(requirement), version, "{requirement}");
        }
    }

    #[test]
    fn readers() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            from_pyproject("[project]\nrequires-python = '>=3.9'\n"),
            some(">=3.9")
        );
        assert_eq!(
            from_pyproject("[tool.poetry.dependencies]\npython = '^3.8'\n"),
            some("^3.8")
        );
        assert_eq!(
            from_pyproject("[tool.poetry.dependencies]\npython = {version='^3.8'}\n"),
            some("^3.8")
        );
        assert_eq!(from_pyproject("[tool.ruff]\n"), None);
        assert_eq!(
            from_setup_cfg("[metadata]\nname = x\n[options]\npython_requires = >=3.7\n"),
            some(">=3.7")
        );
        assert_eq!(from_setup_cfg("[other]\npython_requires = >=3.7\n"), None);
        assert_eq!(
            from_setup_py("setup(name='x', python_requires = \">=3.6\")"),
            some(">=3.6")
        );
        assert_eq!(
            from_setup_py("setup(**{'python_requires': '>=3.6'})"),
            some(">=3.6")
        );
        assert_eq!(from_setup_py("setup(python_requires=REQUIRES)"), None);
    }
}
