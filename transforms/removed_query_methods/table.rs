//! The methods, and what becomes of each.

/// What becomes of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// A method of this name with the same arguments.
    Renamed(&'static str),
    /// The same method, its positional arguments named.
    NamedArguments(&'static [&'static str]),
    /// `set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)`.
    LabelStyle,
    /// `with_for_update(...)`.
    Lock,
    /// `with_entities(...)`, iterated over.
    Values,
    /// `with_entities(column).limit(1).scalar()`.
    Value,
    /// Nothing that can be written here; the reason says what to write.
    Nothing(&'static str),
}

/// A method.
#[derive(Clone, Copy, Debug)]
pub(super) struct Method {
    /// Its name.
    pub name: &'static str,
    /// What becomes of it.
    pub becomes: Becomes,
    /// What 2.x makes of it, after the name.
    pub message: &'static str,
}

const fn method(name: &'static str, becomes: Becomes, message: &'static str) -> Method {
    Method {
        name,
        becomes,
        message,
    }
}

const GONE: &str = "is gone from the Query of 2.x";
const WARNS: &str = "is deprecated on 2.x";

/// Parameters of `Query.with_for_update` by position, as 1.4 has them.
const FOR_UPDATE: &[&str] = &["read", "nowait", "of", "skip_locked", "key_share"];

/// All of them, by name.
const METHODS: &[Method] = &[
    method("add_column", Becomes::Renamed("add_columns"), WARNS),
    method("apply_labels", Becomes::LabelStyle, WARNS),
    method("as_scalar", Becomes::Renamed("scalar_subquery"), WARNS),
    method(
        "from_self",
        Becomes::Nothing(
            "select from aliased(Entity, query.subquery()), and name that alias in what follows",
        ),
        GONE,
    ),
    method(
        "instances",
        Becomes::Nothing("query with from_statement(), or read the rows of Session.execute()"),
        WARNS,
    ),
    method(
        "merge_result",
        Becomes::Nothing("freeze the result: Result.freeze() and merge_frozen_result()"),
        WARNS,
    ),
    method(
        "select_entity_from",
        Becomes::Nothing("query aliased(Entity, selectable), and name that alias in what follows"),
        GONE,
    ),
    method("value", Becomes::Value, WARNS),
    method("values", Becomes::Values, WARNS),
    method(
        "with_for_update",
        Becomes::NamedArguments(FOR_UPDATE),
        "takes its arguments by name only on 2.x",
    ),
    method("with_labels", Becomes::LabelStyle, WARNS),
    method("with_lockmode", Becomes::Lock, GONE),
    method(
        "with_polymorphic",
        Becomes::Nothing(
            "query sqlalchemy.orm.with_polymorphic(Entity, classes), and name that in what follows",
        ),
        GONE,
    ),
];

/// Their names.
pub(super) const NAMES: &[&str] = &[
    "add_column",
    "apply_labels",
    "as_scalar",
    "from_self",
    "instances",
    "merge_result",
    "select_entity_from",
    "value",
    "values",
    "with_for_update",
    "with_labels",
    "with_lockmode",
    "with_polymorphic",
];

/// What is known of a method.
pub(super) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|known| known.name == name)
}

/// The arguments of `with_for_update()` that do what a mode of `with_lockmode()` did.
pub(super) fn lock(mode: &str) -> Option<&'static str> {
    Some(match mode {
        "update" => "",
        "update_nowait" => "nowait=True",
        "read" => "read=True",
        "read_nowait" => "read=True, nowait=True",
        _ => return None,
    })
}
