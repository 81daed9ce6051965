//! Whether a file has to do with SQLAlchemy at all: what is known only by its name counts nowhere else.

use std::sync::OnceLock;

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::{ClassKind, FileId, Project, Value};

/// Other ways to a database: in a file that uses one itself, `conn` and `session` may be its own.
pub(crate) const DRIVERS: &[&str] = &[
    "MySQLdb",
    "aiosqlite",
    "asyncpg",
    "cx_Oracle",
    "duckdb",
    "mysql.connector",
    "psycopg",
    "pymysql",
    "pyodbc",
    "sqlite3",
];

/// What else has sessions and connections that execute.
const OTHERS: &[&str] = &["aiohttp", "cassandra", "httpx", "peewee", "requests"];

/// The answers, by file.
struct Answers(Vec<OnceLock<bool>>);

/// Whether the file names SQLAlchemy, or imports from the project what SQLAlchemy knows: mapped classes, sessions,
/// engines, tables.
pub(crate) fn of_sqlalchemy(cx: &Context<'_, '_>) -> bool {
    if cx.text().contains("sqlalchemy") {
        return true;
    }
    let answers = cx
        .project
        .memo(|project| Answers(project.files.iter().map(|_| OnceLock::new()).collect()));
    *answers.0[cx.file.id.0 as usize].get_or_init(|| {
        !DRIVERS
            .iter()
            .chain(OTHERS)
            .any(|other| cx.text().contains(other))
            && imports(cx.project, cx.file.id)
    })
}

fn imports(project: &Project<'_>, file: FileId) -> bool {
    let scopes = &project.file(file).scopes;
    scopes.get(ScopeId(0)).names.iter().any(|(name, ids)| {
        let is_imported = ids
            .iter()
            .any(|id| matches!(scopes.binding(*id).kind, BindingKind::ImportFrom(..)));
        is_imported
            && project
                .infer_name(file, ScopeId(0), name)
                .is_some_and(|typed| is_of_sqlalchemy(project, &typed.value))
    })
}

fn is_of_sqlalchemy(project: &Project<'_>, value: &Value) -> bool {
    let is_path =
        |path: &str| path.starts_with("sqlalchemy.") || path.starts_with("flask_sqlalchemy.");
    match value {
        Value::Class(class) | Value::Object(class) => {
            project.class(*class).kind() != ClassKind::Plain
        }
        Value::Base(_) | Value::Attribute(..) => true,
        Value::External(path) | Value::Instance(path) => is_path(path),
        _ => false,
    }
}
