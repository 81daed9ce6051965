//! Rows, and what holds them: which classes give rows, one by one or in lists.
//!
//! Up to 1.4 the rows of a connection are found by key (`"x" in row` asks for a column), those of sessions and
//! queries already behave like tuples, as all rows of 2.x do. Both are `Row` on 2.x, so that class stands for
//! either; the two kinds have names of their own here.

/// A row of a connection or an engine: on 1.x a mapping as well.
pub const LEGACY_ROW: &str = "sqlalchemy.engine.LegacyRow";

/// A row of a session or a query. It is no class: the name says where the row came from.
pub const SESSION_ROW: &str = "sqlalchemy.orm.Session.Row";

/// A row of either kind.
pub const ROW: &str = "sqlalchemy.engine.Row";

/// A row of a result's `mappings()`, and `row._mapping`.
pub const ROW_MAPPING: &str = "sqlalchemy.engine.RowMapping";

/// The result of a connection or of a session, whichever it is. It is no class, like [`SESSION_ROW`].
pub const SOME_RESULT: &str = "sqlalchemy.engine.Connectable.execute";

/// All names of rows that are no plain mappings.
const ROWS: &[&str] = &[
    LEGACY_ROW,
    ROW,
    SESSION_ROW,
    "sqlalchemy.engine.BaseRowProxy",
    "sqlalchemy.engine.RowProxy",
    "sqlalchemy.engine.result.RowProxy",
];

/// What iterating an instance gives: (class, class of each element).
const ELEMENTS: &[(&str, &str)] = &[
    (SOME_RESULT, ROW),
    ("sqlalchemy.engine.CursorResult", LEGACY_ROW),
    ("sqlalchemy.engine.MappingResult", ROW_MAPPING),
    ("sqlalchemy.engine.Result", SESSION_ROW),
    ("sqlalchemy.engine.ResultProxy", LEGACY_ROW),
    ("sqlalchemy.ext.asyncio.AsyncMappingResult", ROW_MAPPING),
    ("sqlalchemy.ext.asyncio.AsyncResult", SESSION_ROW),
];

/// Methods of results that give a list of their elements.
const LISTS: &[&str] = &["all", "fetchall", "fetchmany"];

/// Methods of rows; all other attributes are columns.
pub const ROW_METHODS: &[&str] = &[
    "_asdict",
    "count",
    "has_key",
    "index",
    "items",
    "iterkeys",
    "itervalues",
    "keys",
    "values",
];

/// Whether instances of this class are rows, but no plain mappings.
pub fn is_row(class: &str) -> bool {
    ROWS.contains(&class)
}

/// Whether instances of this class give rows or mappings of rows.
pub fn is_result(class: &str) -> bool {
    element(class).is_some()
}

/// The class of what iterating an instance of `class` gives.
pub fn element(class: &str) -> Option<&'static str> {
    let (_, element) = ELEMENTS.iter().find(|(known, _)| *known == class)?;
    Some(element)
}

/// The class of the elements of the list that a method of a result gives.
pub fn listed(class: &str, method: &str) -> Option<&'static str> {
    LISTS.contains(&method).then(|| element(class)).flatten()
}
