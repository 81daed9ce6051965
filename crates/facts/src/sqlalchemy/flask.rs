//! What Flask-SQLAlchemy's `db` object re-exports: `db.Column` is `sqlalchemy.Column`.

use std::borrow::Cow;

use super::names::{canonical, exists, Release};

/// Names that `db` defines itself (an attribute or a method), and does not take from SQLAlchemy.
const OWN: &[&str] = &[
    "Model",
    "engine",
    "engines",
    "metadata",
    "metadatas",
    "session",
];

/// The canonical path of what `db.<name>` is, where `db` is a `flask_sqlalchemy.SQLAlchemy`; `None` for the
/// names that it defines itself, and for what neither `sqlalchemy` nor `sqlalchemy.orm` has.
///
/// `db.Table`, `db.relationship`, `db.relation`, `db.dynamic_loader` and `db.backref` are small wrappers of
/// the functions with these names: they fill in `db.metadata` and `db.Query`. `db.Query` is Flask-SQLAlchemy's class.
pub fn member(name: &str) -> Option<Cow<'static, str>> {
    if OWN.contains(&name) {
        return None;
    }
    if name == "Query" {
        return Some(Cow::Borrowed("flask_sqlalchemy.query.Query"));
    }
    // The order in which Flask-SQLAlchemy itself looks.
    ["sqlalchemy", "sqlalchemy.orm"]
        .iter()
        .map(|module| format!("{module}.{name}"))
        .find(|path| is_anywhere(path))
        .map(|path| Cow::Owned(canonical(&path).into_owned()))
}

fn is_anywhere(path: &str) -> bool {
    Release::ALL
        .iter()
        .any(|release| exists(path, *release) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn db_has_names_of_both_modules() {
        for (name, expected) in [
            ("Column", "sqlalchemy.Column"),
            ("Table", "sqlalchemy.Table"),
            ("Query", "flask_sqlalchemy.query.Query"),
            ("String", "sqlalchemy.String"),
            ("func", "sqlalchemy.func"),
            ("select", "sqlalchemy.select"),
            ("text", "sqlalchemy.text"),
            ("relationship", "sqlalchemy.orm.relationship"),
            ("relation", "sqlalchemy.orm.relationship"),
            ("backref", "sqlalchemy.orm.backref"),
            ("joinedload", "sqlalchemy.orm.joinedload"),
            ("aliased", "sqlalchemy.orm.aliased"),
            ("mapped_column", "sqlalchemy.orm.mapped_column"),
        ] {
            assert_eq!(member(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn db_has_names_of_its_own() {
        for name in ["Model", "session", "engine", "create_all", "paginate", ""] {
            assert_eq!(member(name), None, "{name}");
        }
    }
}
