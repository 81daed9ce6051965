//! What is known of another package's classes and objects: canonical paths, attributes, methods.

use std::sync::Arc;

use crate::sqlalchemy::{handles, names, rows};
use crate::value::{Certainty, Typed, Value};

/// An external path, folded to its canonical spelling.
pub(crate) fn external(path: &str) -> Value {
    Value::External(names::canonical(path).as_ref().into())
}

/// Whether any release has this public name.
pub(crate) fn is_known(path: &str) -> bool {
    names::Release::ALL
        .iter()
        .any(|&release| names::exists(path, release) == Some(true))
}

/// The class of what a method of an external class gives. Some give a context manager and
/// nothing else; these are named after the method.
pub(crate) fn external_method(class: &str, name: &str) -> Option<Arc<str>> {
    if let Some(result) = handles::method_result(class, name) {
        return Some(result.into());
    }
    let manager = format!("{class}.{name}");
    handles::entered(&manager).map(|_| manager.into())
}

/// The attribute of an instance of an external class.
pub(crate) fn external_attribute(class: &str, name: &str) -> Option<Value> {
    if (class, name) == ("flask_sqlalchemy.SQLAlchemy", "Model") {
        return Some(Value::External(DECLARATIVE_BASE_OF_FLASK.into()));
    }
    if rows::is_row(class) {
        // All else are the row's columns: the user's data.
        return match name {
            "_mapping" => Some(Value::Instance(rows::ROW_MAPPING.into())),
            name => rows::ROW_METHODS
                .contains(&name)
                .then(|| Value::Method(class.into(), name.into())),
        };
    }
    if let Some(result) = handles::attribute(class, name) {
        return Some(Value::Instance(result.into()));
    }
    if (class, name) == ("sqlalchemy.MetaData", "tables") {
        let table = Value::Instance("sqlalchemy.Table".into());
        return Some(Value::Mapping(Box::new(table)));
    }
    if class == COLUMN_COLLECTION && !METHODS_OF_COLLECTIONS.contains(&name) {
        return Some(Value::Instance("sqlalchemy.Column".into()));
    }
    if class == "flask_sqlalchemy.SQLAlchemy" {
        // The extension hands out the names of sqlalchemy and sqlalchemy.orm, in this order.
        let known = ["sqlalchemy", "sqlalchemy.orm"]
            .map(|module| format!("{module}.{name}"))
            .into_iter()
            .find(|path| is_known(path));
        if let Some(path) = known {
            return Some(external(&path));
        }
    }
    Some(Value::Method(class.into(), name.into()))
}

const COLUMN_COLLECTION: &str = "sqlalchemy.sql.ColumnCollection";

/// What a collection of columns has beside its columns.
const METHODS_OF_COLLECTIONS: &[&str] = &[
    "add",
    "as_immutable",
    "as_readonly",
    "clear",
    "compare",
    "contains_column",
    "corresponding_column",
    "get",
    "items",
    "keys",
    "remove",
    "update",
    "values",
];

/// What `db.Model` is.
pub(crate) const DECLARATIVE_BASE_OF_FLASK: &str = "flask_sqlalchemy.SQLAlchemy.Model";

/// The attribute of a class that inherits from an external one.
pub(crate) fn external_class_attribute(base: &str, name: &str) -> Option<Value> {
    match (base, name) {
        (DECLARATIVE_BASE_OF_FLASK, "query") => {
            Some(Value::Instance("sqlalchemy.orm.Query".into()))
        }
        _ => None,
    }
}

pub(crate) fn is_class_name(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The session that a name stands for by convention, if nothing says otherwise.
pub(crate) fn conventional(name: &str, otherwise: impl FnOnce() -> bool) -> Option<Typed> {
    (handles::is_session_name(name) && !otherwise()).then(|| Typed {
        value: Value::Instance("sqlalchemy.orm.Session".into()),
        certainty: Certainty::Named,
    })
}
