//! The files that hold requirements, and where in them they stand.

use super::entry::{normal, parse, Entry};
use super::{docker, packages};

/// Finds the requirements of a text.
type Reader = for<'t> fn(&'t str) -> Vec<Entry<'t>>;

/// Which files are read, and how; the first that fits counts. A `*` stands for anything.
const KINDS: &[(&str, Reader)] = &[
    ("setup.py", quoted),
    ("noxfile.py", quoted),
    ("setup.cfg", configured),
    ("tox.ini", tox),
    ("tox.toml", quoted),
    ("Pipfile", tables),
    ("pyproject.toml", project),
    ("environment*.yml", conda),
    ("environment*.yaml", conda),
    ("Dockerfile*", docker::installed),
    ("*.dockerfile", docker::installed),
    ("Containerfile*", docker::installed),
    // It is read for its filters of warnings.
    ("pytest.ini", nothing),
    ("*.txt", listed),
    ("*.in", listed),
];

/// What the names of lists of requirements, or of their folders, have in them: other texts may be anything.
const LIST_WORDS: &[&str] = &["requirement", "constraint", "reqs"];

/// Whether a file may hold requirements, by its path.
pub fn is_requirements(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folders.rsplit('/').next().unwrap_or(folders);
    let has_word = |name: &str| {
        let name = name.to_lowercase();
        LIST_WORDS.iter().any(|word| name.contains(word))
    };
    match kind(name) {
        None => false,
        Some(("*.txt" | "*.in", _)) => has_word(name) || has_word(folder),
        Some(_) => true,
    }
}

fn kind(name: &str) -> Option<&'static (&'static str, Reader)> {
    KINDS
        .iter()
        .find(|(pattern, _)| match pattern.split_once('*') {
            None => *pattern == name,
            Some((start, end)) => {
                name.len() >= start.len() + end.len()
                    && name.starts_with(start)
                    && name.ends_with(end)
            }
        })
}

/// The requirements of a file, by its name.
pub(super) fn entries<'t>(path: &str, text: &'t str) -> Vec<Entry<'t>> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let read = kind(name).map_or(listed as Reader, |(_, read)| *read);
    let mut known: Vec<Entry<'t>> = read(text)
        .into_iter()
        .filter(|entry| packages::find(&entry.name).is_some())
        .collect();
    known.sort_by_key(|entry| entry.span);
    known
}

fn nothing(_: &str) -> Vec<Entry<'_>> {
    Vec::new()
}

fn project(text: &str) -> Vec<Entry<'_>> {
    let mut found = quoted(text);
    found.extend(tables(text));
    found
}

/// Each line with its offset.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// One requirement a line, as pip reads it.
fn listed(text: &str) -> Vec<Entry<'_>> {
    lines(text)
        .filter_map(|(at, line)| parse(line, at))
        .collect()
}

/// Strings that are requirements. A string that only names a package says nothing of it.
fn quoted(text: &str) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    for (at, line) in lines(text) {
        let mut rest = line;
        let mut offset = at;
        while let Some(open) = rest.find(['"', '\'', '#']) {
            let quote = &rest[open..=open];
            let inside = &rest[open + 1..];
            let (Some(close), false) = (inside.find(quote), quote == "#") else {
                break;
            };
            let is_value = inside[close + 1..]
                .trim_start()
                .starts_with([',', ']', ')'])
                || inside[close + 1..].trim().is_empty()
                || inside[close + 1..].trim_start().starts_with('#');
            if is_value {
                found.extend(
                    parse(&inside[..close], offset + open + 1)
                        .filter(|entry| !entry.range.is_empty() || is_unwanted(&entry.name)),
                );
            }
            offset += open + close + 2;
            rest = &inside[close + 1..];
        }
    }
    found
}

/// Whether a package must go, whatever its release.
fn is_unwanted(name: &str) -> bool {
    name.ends_with("-stubs")
}

/// `name = "range"` and `name = {version = "range"}` in tables of dependencies, of poetry and of a Pipfile; and
/// `version = "range"` in a table of the requirement's own, `[tool.poetry.dependencies.name]`.
fn tables(text: &str) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    let mut in_dependencies = false;
    let mut own = None;
    for (at, line) in lines(text) {
        let trimmed = line.trim();
        if let Some(header) = trimmed.strip_prefix('[') {
            let header = header.trim_matches(['[', ']']).trim();
            let holds =
                |table: &str| table.ends_with("dependencies") || table.ends_with("packages");
            in_dependencies = holds(header);
            own = header
                .rsplit_once('.')
                .filter(|(table, _)| holds(table))
                .map(|(_, name)| name.trim_matches(['"', '\'']));
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let key = match (key.trim().trim_matches(['"', '\'']), own) {
            (key, None) if in_dependencies => key,
            ("version", Some(name)) => name,
            _ => continue,
        };
        let whole = value;
        let value = match value.split_once("version") {
            Some((before, after)) if before.trim_start().starts_with('{') => {
                match after.split_once('=') {
                    Some((_, value)) => value,
                    None => continue,
                }
            }
            _ if whole.trim_start().starts_with('{') => continue,
            _ => value,
        };
        let Some(open) = value.find(['"', '\'']) else {
            continue;
        };
        let quote = &value[open..=open];
        let Some(close) = value[open + 1..].find(quote) else {
            continue;
        };
        let range = &value[open + 1..open + 1 + close];
        let start = at + line.len() - line.trim_start().len();
        let end = at + (range.as_ptr() as usize - line.as_ptr() as usize) + range.len() + 1;
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            found.push(Entry {
                name: normal(key),
                range,
                span: alchemod_text::Span::new(start, end),
            });
        }
    }
    found
}

/// Lines of setup.cfg's `install_requires` and extras, with or without their key.
fn configured(text: &str) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    let mut section = "";
    let mut key = "";
    for (at, line) in lines(text) {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            section = trimmed;
            key = "";
            continue;
        }
        let is_continued = line.starts_with([' ', '\t']);
        let (value, offset) = match line.split_once('=') {
            Some((name, value)) if !is_continued => {
                key = name.trim();
                (value, at + name.len() + 1)
            }
            _ => (line, at),
        };
        let holds = match section {
            "[options]" => matches!(key, "install_requires" | "setup_requires" | "tests_require"),
            "[options.extras_require]" => true,
            _ => false,
        };
        if holds {
            found.extend(parse(value, offset));
        }
    }
    found
}

/// The lines of `deps` in tox's environments, which may begin with the factors that they are for.
fn tox(text: &str) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    let mut in_deps = false;
    for (at, line) in lines(text) {
        let mut value = line;
        if !line.starts_with([' ', '\t']) && !line.is_empty() {
            let Some((key, after)) = line.split_once('=') else {
                in_deps = false;
                continue;
            };
            in_deps = key.trim() == "deps";
            value = after;
        }
        if !in_deps {
            continue;
        }
        if let Some((factors, after)) = value.split_once(':') {
            let is_factor = |c: char| c.is_ascii_alphanumeric() || "-_,!.{} ".contains(c);
            if factors.trim_start().chars().all(is_factor) {
                value = after;
            }
        }
        let offset = value.as_ptr() as usize - line.as_ptr() as usize;
        found.extend(parse(value, at + offset));
    }
    found
}

/// Items of lists in an environment of conda, pip's among them.
fn conda(text: &str) -> Vec<Entry<'_>> {
    lines(text)
        .filter_map(|(at, line)| {
            let value = line.trim_start().strip_prefix("- ")?;
            let value = value.trim_matches(['"', '\'']);
            // `conda-forge::name`: where it comes from.
            let value = value.split_once("::").map_or(value, |(_, name)| name);
            let offset = value.as_ptr() as usize - line.as_ptr() as usize;
            parse(value, at + offset)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'t>(path: &str, text: &'t str) -> Vec<(String, &'t str)> {
        entries(path, text)
            .into_iter()
            .map(|entry| (entry.name, entry.span.slice(text)))
            .collect()
    }

    #[test]
    fn which_files_are_read() {
        for path in [
            "app/requirements.txt",
            "requirements/dev.in",
            "constraints-py38.txt",
            "docker/Dockerfile.web",
            "web.dockerfile",
            "environment-dev.yml",
            "noxfile.py",
        ] {
            assert!(is_requirements(path), "{path}");
        }
        for path in [
            "notes/plan.txt",
            "app.py",
            "MANIFEST.in",
            "environment.py",
            "compose.yml",
        ] {
            assert!(!is_requirements(path), "{path}");
        }
    }

    #[test]
    fn files_of_all_tools() {
        let sql = "sqlalchemy".to_owned();
        let flask = "flask-sqlalchemy".to_owned();
        for (path, text, expected) in [
            (
                "requirements/base.txt",
                "# SQLAlchemy==1.0\n-r x.txt\nSQLAlchemy[asyncio]==1.4 # old\nrequests==2\nFlask_SQLAlchemy\n",
                vec![(sql.clone(), "SQLAlchemy[asyncio]==1.4"), (flask.clone(), "Flask_SQLAlchemy")],
            ),
            (
                "pyproject.toml",
                "[project]\nname = \"sqlalchemy\"\ndependencies = [\n  \"SQLAlchemy>=1.3,<2\", # why\n  'Flask-SQLAlchemy <3',\n]\n[tool.x]\nsqlalchemy = \"1\"\n",
                vec![(sql.clone(), "SQLAlchemy>=1.3,<2"), (flask.clone(), "Flask-SQLAlchemy <3")],
            ),
            (
                "pyproject.toml",
                "[tool.poetry.dependencies]\nSQLAlchemy = \"^1.4\"\n\"flask-sqlalchemy\" = {extras = [\"a\"], version = \"~2.5\"}\n[tool.poetry.group.dev.dependencies]\nsqlalchemy = {path = \"x\"}\n",
                vec![
                    (sql.clone(), "SQLAlchemy = \"^1.4\""),
                    (flask.clone(), "\"flask-sqlalchemy\" = {extras = [\"a\"], version = \"~2.5\""),
                ],
            ),
            (
                "tox.ini",
                "[tox]\nenvlist = py38\n[testenv]\ndeps =\n    old: SQLAlchemy<2\n    -r x.txt\n    SQLAlchemy==1.4\ncommands =\n    sqlalchemy==1\n",
                vec![(sql.clone(), "SQLAlchemy<2"), (sql.clone(), "SQLAlchemy==1.4")],
            ),
            (
                "environment.yml",
                "name: x\ndependencies:\n  - python=3.8\n  - sqlalchemy=1.4.46\n  - pip:\n    - Flask-SQLAlchemy==2.5\n",
                vec![(sql.clone(), "sqlalchemy=1.4.46"), (flask.clone(), "Flask-SQLAlchemy==2.5")],
            ),
            (
                "environment-dev.yaml",
                "dependencies:\n  - conda-forge::sqlalchemy<2\n",
                vec![(sql.clone(), "sqlalchemy<2")],
            ),
            (
                "pyproject.toml",
                "[tool.poetry.dependencies.sqlalchemy]\nversion = \"^1.4\"\nextras = [\"asyncio\"]\n\n[tool.poetry]\nversion = \"1.0\"\n",
                vec![(sql.clone(), "version = \"^1.4\"")],
            ),
            (
                "pyproject.toml",
                "[project.optional-dependencies]\nweb = [\"Flask-SQLAlchemy<3\"]\n[dependency-groups]\ndev = [{include-group = \"web\"}, \"SQLAlchemy==1.4.*\"]\n[tool.uv]\ndev-dependencies = [\n  \"SQLAlchemy<2; python_version<'3.9'\",\n]\n[tool.pdm.dev-dependencies]\ntest = ['sqlalchemy~=1.4']\n",
                vec![
                    (flask.clone(), "Flask-SQLAlchemy<3"),
                    (sql.clone(), "SQLAlchemy==1.4.*"),
                    (sql.clone(), "SQLAlchemy<2"),
                    (sql.clone(), "sqlalchemy~=1.4"),
                ],
            ),
            (
                "noxfile.py",
                "@nox.session\n@nox.parametrize('sqlalchemy', ['1.4', '2.0'])\ndef tests(session, sqlalchemy):\n    session.install(\"sqlalchemy<2\", \"pytest\")\n    session.install(f'sqlalchemy=={sqlalchemy}')\n",
                vec![(sql.clone(), "sqlalchemy<2"), (sql.clone(), "sqlalchemy=={sqlalchemy}")],
            ),
            ("pytest.ini", "[pytest]\nsqlalchemy==1.4\n", vec![]),
            (
                "Pipfile",
                "[packages]\nsqlalchemy = \"==1.4.54\"\n[requires]\npython_version = \"3.9\"\n",
                vec![(sql.clone(), "sqlalchemy = \"==1.4.54\"")],
            ),
            (
                "setup.cfg",
                "[metadata]\nname = sqlalchemy\n[options]\ninstall_requires =\n    sqlalchemy<2\n    requests\n[options.extras_require]\nweb = Flask-SQLAlchemy<3\n",
                vec![(sql.clone(), "sqlalchemy<2"), (flask.clone(), "Flask-SQLAlchemy<3")],
            ),
            (
                "setup.py",
                "setup(name='sqlalchemy', install_requires=['SQLAlchemy>=1.3,<1.5', \"requests\"])\n",
                vec![(sql.clone(), "SQLAlchemy>=1.3,<1.5")],
            ),
        ] {
            assert_eq!(of(path, text), expected, "{path}");
        }
    }
}
