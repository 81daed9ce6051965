//! One name for each thing of SQLAlchemy, and which releases have it.
//!
//! SQLAlchemy has many public paths for one object: `sqlalchemy.Column`, `sqlalchemy.schema.Column`,
//! `sqlalchemy.sql.schema.Column`. Everything that recognises a construct does so by its canonical path, so that
//! it needs to know only one. The table is generated from the releases by `tables/generate_names.py`.

use std::borrow::Cow;
use std::sync::OnceLock;

/// A release line of SQLAlchemy that the tables were measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Release {
    /// 1.4 (measured on 1.4.54, with Flask-SQLAlchemy 2.5.1).
    V14,
    /// 2.0 (measured on 2.0.58, with Flask-SQLAlchemy 3.1.1).
    V20,
    /// 2.1 (measured on 2.1.9, with Flask-SQLAlchemy 3.1.1).
    V21,
}

impl Release {
    /// All of them, the oldest first.
    pub const ALL: [Release; 3] = [Release::V14, Release::V20, Release::V21];
}

const TABLE: &str = include_str!("../../tables/names.tsv");

/// Parts of the packages that the table leaves out.
const NOT_IN_TABLE: &[&str] = &["sqlalchemy.testing", "sqlalchemy.ext.mypy"];

/// Old paths of things that are not one object with the new ones, but do the same when they are called; and paths
/// of releases before 1.4. They come before the table. A path below one of these is folded with it. Sorted.
const OTHER_PATHS: &[(&str, &str)] = &[
    ("flask.ext.sqlalchemy", "flask_sqlalchemy"),
    ("flask_sqlalchemy.BaseQuery", "flask_sqlalchemy.query.Query"),
    (
        "flask_sqlalchemy.Pagination",
        "flask_sqlalchemy.pagination.Pagination",
    ),
    (
        "flask_sqlalchemy.SignallingSession",
        "flask_sqlalchemy.session.Session",
    ),
    (
        "flask_sqlalchemy._BoundDeclarativeMeta",
        "flask_sqlalchemy.model.DefaultMeta",
    ),
    (
        "flask_sqlalchemy.before_models_committed",
        "flask_sqlalchemy.track_modifications.before_models_committed",
    ),
    (
        "flask_sqlalchemy.camel_to_snake_case",
        "flask_sqlalchemy.model.camel_to_snake_case",
    ),
    (
        "flask_sqlalchemy.get_debug_queries",
        "flask_sqlalchemy.record_queries.get_recorded_queries",
    ),
    (
        "flask_sqlalchemy.models_committed",
        "flask_sqlalchemy.track_modifications.models_committed",
    ),
    ("flaskext.sqlalchemy", "flask_sqlalchemy"),
    ("sqlalchemy.Binary", "sqlalchemy.LargeBinary"),
    ("sqlalchemy.PassiveDefault", "sqlalchemy.DefaultClause"),
    (
        "sqlalchemy.databases.firebird",
        "sqlalchemy.dialects.firebird",
    ),
    ("sqlalchemy.databases.mssql", "sqlalchemy.dialects.mssql"),
    ("sqlalchemy.databases.mysql", "sqlalchemy.dialects.mysql"),
    ("sqlalchemy.databases.oracle", "sqlalchemy.dialects.oracle"),
    (
        "sqlalchemy.databases.postgres",
        "sqlalchemy.dialects.postgresql",
    ),
    (
        "sqlalchemy.databases.postgresql",
        "sqlalchemy.dialects.postgresql",
    ),
    ("sqlalchemy.databases.sqlite", "sqlalchemy.dialects.sqlite"),
    ("sqlalchemy.databases.sybase", "sqlalchemy.dialects.sybase"),
    (
        "sqlalchemy.ext.declarative.api",
        "sqlalchemy.ext.declarative",
    ),
    (
        "sqlalchemy.ext.declarative.as_declarative",
        "sqlalchemy.orm.as_declarative",
    ),
    (
        "sqlalchemy.ext.declarative.base",
        "sqlalchemy.orm.decl_base",
    ),
    (
        "sqlalchemy.ext.declarative.clsregistry",
        "sqlalchemy.orm.clsregistry",
    ),
    (
        "sqlalchemy.ext.declarative.declarative_base",
        "sqlalchemy.orm.declarative_base",
    ),
    (
        "sqlalchemy.ext.declarative.has_inherited_table",
        "sqlalchemy.orm.has_inherited_table",
    ),
    (
        "sqlalchemy.ext.declarative.synonym_for",
        "sqlalchemy.orm.synonym_for",
    ),
    ("sqlalchemy.orm.eagerload", "sqlalchemy.orm.joinedload"),
    ("sqlalchemy.orm.query.aliased", "sqlalchemy.orm.aliased"),
    ("sqlalchemy.orm.relation", "sqlalchemy.orm.relationship"),
    (
        "sqlalchemy.orm.strategy_options.defer",
        "sqlalchemy.orm.defer",
    ),
    (
        "sqlalchemy.orm.strategy_options.joinedload",
        "sqlalchemy.orm.joinedload",
    ),
    (
        "sqlalchemy.orm.strategy_options.lazyload",
        "sqlalchemy.orm.lazyload",
    ),
    (
        "sqlalchemy.orm.strategy_options.load_only",
        "sqlalchemy.orm.load_only",
    ),
    (
        "sqlalchemy.orm.strategy_options.noload",
        "sqlalchemy.orm.noload",
    ),
    (
        "sqlalchemy.orm.strategy_options.selectinload",
        "sqlalchemy.orm.selectinload",
    ),
    (
        "sqlalchemy.orm.strategy_options.subqueryload",
        "sqlalchemy.orm.subqueryload",
    ),
    (
        "sqlalchemy.schema.PassiveDefault",
        "sqlalchemy.DefaultClause",
    ),
    ("sqlalchemy.sql.default_comparator.and_", "sqlalchemy.and_"),
    ("sqlalchemy.sql.default_comparator.or_", "sqlalchemy.or_"),
    ("sqlalchemy.sql.elements.and_", "sqlalchemy.and_"),
    ("sqlalchemy.sql.elements.or_", "sqlalchemy.or_"),
    (
        "sqlalchemy.sql.schema.PassiveDefault",
        "sqlalchemy.DefaultClause",
    ),
    ("sqlalchemy.sql.sqltypes.Binary", "sqlalchemy.LargeBinary"),
    ("sqlalchemy.types.Binary", "sqlalchemy.LargeBinary"),
];

/// One line of the table.
struct Row {
    path: &'static str,
    /// `y`, `n` or `?` for each release.
    marks: [u8; 3],
    /// Empty where the path is its own canonical path.
    canonical: &'static str,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| TABLE.lines().filter_map(parse).collect())
}

fn parse(line: &'static str) -> Option<Row> {
    let mut columns = line.split('\t');
    let path = columns.next()?;
    let mut marks = [b'?'; 3];
    for mark in &mut marks {
        *mark = *columns.next()?.as_bytes().first()?;
    }
    let canonical = columns.next()?;
    Some(Row {
        path,
        marks,
        canonical,
    })
}

fn row(path: &str) -> Option<&'static Row> {
    let rows = rows();
    let at = rows.binary_search_by(|row| row.path.cmp(path)).ok()?;
    rows.get(at)
}

/// Whether anything in the table lies below `path`, which then is a module.
pub(crate) fn is_module(path: &str) -> bool {
    let below = format!("{path}.");
    let rows = rows();
    let at = rows.partition_point(|row| row.path < below.as_str());
    rows.get(at).is_some_and(|row| row.path.starts_with(&below))
}

fn is_ours(path: &str) -> bool {
    let root = path.split('.').next().unwrap_or_default();
    matches!(
        root,
        "sqlalchemy" | "flask_sqlalchemy" | "flask" | "flaskext"
    )
}

/// The one dotted name of the object that `path` names.
///
/// A path that is not known comes back as it is; what lies below a known path is folded with it
/// (`sqlalchemy.schema.Column.copy` is `sqlalchemy.Column.copy`). Two objects that share a spelling stay apart,
/// and so do two that are different objects on any of the releases: `sqlalchemy.future.select` is not
/// `sqlalchemy.select`, for on 1.4 it is another function; `sqlalchemy.dialects.postgresql.UUID` is not
/// `sqlalchemy.UUID`, for its default was another.
///
/// Among several paths of one object the canonical one is the shortest public path that 1.4 has:
/// `sqlalchemy.X` before `sqlalchemy.orm.X`, `sqlalchemy.exc.X`, `sqlalchemy.engine.X`, `sqlalchemy.sql.X`,
/// `sqlalchemy.sql.expression.X`,
/// `sqlalchemy.ext.P.X`, `sqlalchemy.dialects.P.X`, and any other. So `Connection` is
/// `sqlalchemy.engine.Connection` and `Select` is `sqlalchemy.sql.Select`, though 2.0 has both at the top.
pub fn canonical(path: &str) -> Cow<'_, str> {
    if !is_ours(path) {
        return Cow::Borrowed(path);
    }
    if let Ok(at) = OTHER_PATHS.binary_search_by(|(old, _)| (*old).cmp(path)) {
        return Cow::Borrowed(OTHER_PATHS[at].1);
    }
    if let Some(row) = row(path) {
        return Cow::Borrowed(if row.canonical.is_empty() {
            path
        } else {
            row.canonical
        });
    }
    let Some((parent, name)) = path.rsplit_once('.') else {
        return Cow::Borrowed(path);
    };
    match canonical(parent) {
        folded if folded == parent => Cow::Borrowed(path),
        // The folded path may itself be one of several.
        folded => Cow::Owned(canonical(&format!("{folded}.{name}")).into_owned()),
    }
}

/// Whether `path` can be imported on a release: `Some(false)` means that an import of it raises there.
///
/// `None` means that the table cannot tell: private names, names of other packages, attributes of classes, and
/// modules that could not be imported where the table was made.
pub fn exists(path: &str, release: Release) -> Option<bool> {
    let private = path.split('.').any(|part| part.starts_with('_'));
    let left_out = |known: &str| {
        path.strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if private || NOT_IN_TABLE.iter().any(|known| left_out(known)) {
        return None;
    }
    if let Some(row) = row(path) {
        return match row.marks[release as usize] {
            b'y' => Some(true),
            b'n' => Some(false),
            _ => None,
        };
    }
    let (parent, _) = path.rsplit_once('.')?;
    match exists(parent, release) {
        Some(true) if !is_module(parent) => None,
        Some(_) => Some(false),
        None => None,
    }
}

/// All paths that were there on 1.4 and are missing on a later release.
pub fn paths_only_before() -> impl Iterator<Item = &'static str> {
    rows()
        .iter()
        .filter(|row| row.marks[0] == b'y' && row.marks.contains(&b'n'))
        .map(|row| row.path)
}

#[cfg(test)]
mod tests;
