//! Why a query stays, by what becomes of it.

use alchemod_facts::sqlalchemy::query::{query_method, OnSelect};

use crate::query::chain::End;
use crate::query::{parts, slices};

/// Methods that 2.x does not have: what to do instead.
const REMOVED: &[(&str, &str)] = &[
    ("as_scalar", "as_scalar() is deprecated: scalar_subquery()"),
    ("from_self", "from_self() is gone from SQLAlchemy 2.x: select from aliased(Entity, stmt.subquery())"),
    ("select_entity_from", "select_entity_from() is gone from SQLAlchemy 2.x: select from aliased(Entity, selectable)"),
    ("with_lockmode", "with_lockmode() is gone from SQLAlchemy: with_for_update()"),
    ("with_polymorphic", "with_polymorphic() is gone from the Query of SQLAlchemy 2.x: sqlalchemy.orm.with_polymorphic(Entity, ...)"),
];

/// Flask-SQLAlchemy's own methods.
const FLASK: &[&str] = &["first_or_404", "get_or_404", "one_or_404", "paginate"];

/// Why a method that builds on a query, or ends it, is left.
pub(super) fn of_method(name: &str) -> String {
    if let Some((_, reason)) = REMOVED.iter().find(|(known, _)| *known == name) {
        return (*reason).to_owned();
    }
    if FLASK.contains(&name) {
        return format!(
            "{name}() is Flask-SQLAlchemy's, which keeps it: db.{name}(select) does the same"
        );
    }
    match query_method(name) {
        Some(known) if matches!(known.on_select, OnSelect::Same) => {
            format!("{name}() of a Query is not rewritten yet; it works on 2.x. By hand: select(...).{name}()")
        }
        Some(known) if !known.note.is_empty() => {
            format!(
                "{name}() is not rewritten yet; it works on 2.x. By hand: {}",
                known.note
            )
        }
        Some(_) => format!("{name}() of a Query is not rewritten yet; it works on 2.x"),
        None => format!("{name}() is no method of SQLAlchemy's Query"),
    }
}

/// Why a query that ends so is left; `None` if it is run.
pub(super) fn of_end(end: &End<'_>, is_part: bool) -> Option<String> {
    match end {
        End::Terminal(_)
        | End::Iterated
        | End::Dict
        | End::Assigned { .. }
        | End::Returned { .. }
        | End::Part => None,
        End::Other(link) if is_part => parts::refuse(link).err(),
        End::Other(link) => Some(of_method(link.name())),
        End::Attribute(name) => Some(match query_method(name) {
            Some(_) => format!("`{name}` of a Query is not rewritten yet; it works on 2.x"),
            None => format!("`{name}` is no attribute of SQLAlchemy's Query"),
        }),
        End::Subscript(subscript) => slices::bounds(subscript).err(),
        End::Escapes(reason) => Some((*reason).to_owned()),
    }
}
