//! The parameters of 1.4 that 2.0 or 2.1 takes by name only, compared by `inspect.signature` on 1.4.54, 2.0.58
//! and 2.1.9. What selects, functions and
//! sessions take (`Select.join`, `over`, `Session.get`) belongs to the rules for these.

/// A callable and the parameters that 1.4 took by position.
pub(super) struct Signature {
    /// The callable, spelled as in [`crate::callee::Callee::is`].
    pub of: &'static str,
    /// How many 2.x takes by position.
    pub positional: usize,
    /// All that 1.4 took, in order. One that begins with a `-` is gone.
    pub names: &'static [&'static str],
}

const fn signature(
    of: &'static str,
    positional: usize,
    names: &'static [&'static str],
) -> Signature {
    Signature {
        of,
        positional,
        names,
    }
}

const STRING: &[&str] = &["length", "collation", "-convert_unicode", "-unicode_error"];

/// The fewest positional arguments of a call that any of these is about.
pub(super) const LEAST: usize = 1;

/// The table.
pub(super) const SIGNATURES: &[Signature] = &[
    signature("sqlalchemy.CHAR", 2, STRING),
    signature("sqlalchemy.CLOB", 2, STRING),
    signature("sqlalchemy.String", 2, STRING),
    signature("sqlalchemy.TEXT", 2, STRING),
    signature(
        "sqlalchemy.Table#append_column",
        1,
        &["column", "replace_existing"],
    ),
    signature("sqlalchemy.Text", 2, STRING),
    signature("sqlalchemy.VARCHAR", 2, STRING),
    signature(
        "sqlalchemy.ext.associationproxy.AssociationProxy",
        2,
        &[
            "target_collection",
            "attr",
            "creator",
            "getset_factory",
            "proxy_factory",
            "proxy_bulk_set",
            "info",
            "cascade_scalar_deletes",
        ],
    ),
    signature(
        "sqlalchemy.orm.registry",
        0,
        &["metadata", "class_registry", "constructor"],
    ),
    signature(
        "sqlalchemy.orm.synonym",
        1,
        &[
            "name",
            "map_column",
            "descriptor",
            "comparator_factory",
            "doc",
            "info",
        ],
    ),
    signature(
        "sqlalchemy.schema.DropConstraint",
        1,
        &["element", "cascade"],
    ),
    signature(
        "sqlalchemy.sql.expression.custom_op",
        1,
        &[
            "opstring",
            "precedence",
            "is_comparison",
            "return_type",
            "natural_self_precedent",
            "eager_grouping",
        ],
    ),
];
