//! Column types: the Python type to annotate a mapped attribute with, and where the annotation alone will do.
//!
//! The Python types are those of `TypeEngine.python_type` on 2.0.58 and 2.1.9, where these are more than nominal:
//! JSON, PickleType, ranges, and all types without a `python_type` are `Any`.

mod table;

pub use table::{COLUMN_TYPES, UTILS_TYPES};

/// A Python class, as an annotation names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PythonType {
    /// The module to import it from; `None` for a builtin.
    pub module: Option<&'static str>,
    /// The class in that module.
    pub class: &'static str,
}

/// `typing.Any`, for values of which nothing certain can be said.
pub const ANY: PythonType = PythonType {
    module: Some("typing"),
    class: "Any",
};
/// `decimal.Decimal`.
pub const DECIMAL: PythonType = PythonType {
    module: Some("decimal"),
    class: "Decimal",
};
/// `float`.
pub const FLOAT: PythonType = PythonType {
    module: None,
    class: "float",
};
/// `str`.
pub const STR: PythonType = PythonType {
    module: None,
    class: "str",
};
/// `uuid.UUID`.
pub const UUID: PythonType = PythonType {
    module: Some("uuid"),
    class: "UUID",
};

/// How the arguments of a column type decide about the Python type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PythonRule {
    /// They do not.
    Fixed,
    /// `Enum(SomeEnum)` holds members of that class, `Enum("a", "b")` holds `str`.
    EnumArgument,
    /// `ARRAY(X)` holds a list of what `X` holds; `Any` with `dimensions` or `as_tuple`.
    ArrayItem,
    /// `as_uuid=True` holds `uuid.UUID`, `as_uuid=False` holds `str`. Without it 2.x takes True.
    Uuid {
        /// What 1.4 takes without `as_uuid`; `None` where 1.4 has no such type. Where it is false, a type that is
        /// written without the argument has to say `as_uuid=False` on 2.x to stay what it was.
        default_on_14: Option<bool>,
    },
    /// `asdecimal=True` holds `decimal.Decimal`, `asdecimal=False` holds `float`.
    AsDecimal {
        /// What holds without the argument.
        default: bool,
    },
}

/// Whether the column type can be left out beside an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Omit {
    /// It has to stay: `Mapped[...]` alone makes another type, on some release or in the DDL of some dialect.
    Never,
    /// It may go where it has no arguments: 2.0 and 2.1 both make this very type from the annotation.
    WithoutArguments,
}

/// One column type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnType {
    /// The canonical dotted path.
    pub name: &'static str,
    /// The Python type without any arguments on 2.x.
    pub python: PythonType,
    /// How arguments change it.
    pub rule: PythonRule,
    /// Whether the type may be left out.
    pub omit: Omit,
}

/// What is known of the column type with this canonical path. `None` for all others: they may hold anything.
///
/// The types of SQLAlchemy-Utils are found under any of the paths that package has for them.
pub fn column_type(name: &str) -> Option<&'static ColumnType> {
    if let Some(rest) = name.strip_prefix("sqlalchemy_utils.") {
        let class = rest.rsplit('.').next().unwrap_or(rest);
        return UTILS_TYPES
            .iter()
            .find(|known| known.name.strip_prefix("sqlalchemy_utils.") == Some(class));
    }
    let at = COLUMN_TYPES
        .binary_search_by(|known| known.name.cmp(name))
        .ok()?;
    COLUMN_TYPES.get(at)
}

/// The Python type for a value of `asdecimal`.
pub fn as_decimal(asdecimal: bool) -> PythonType {
    if asdecimal {
        DECIMAL
    } else {
        FLOAT
    }
}

/// The Python type for a value of `as_uuid`.
pub fn as_uuid(as_uuid: bool) -> PythonType {
    if as_uuid {
        UUID
    } else {
        STR
    }
}

#[cfg(test)]
mod tests;
