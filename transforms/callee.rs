//! Which callable of SQLAlchemy a call calls, in the spelling that the tables of arguments use.

use std::sync::Arc;

use alchemod_engine::Context;
use alchemod_facts::sqlalchemy::handles;
use alchemod_facts::{Certainty, Value};
use alchemod_python::ast;

/// A callable that is known.
#[derive(Clone, Debug)]
pub(crate) struct Callee {
    kind: Kind,
    /// How it is known.
    pub certainty: Certainty,
}

#[derive(Clone, Debug)]
enum Kind {
    /// A function or a class, by its canonical path.
    Path(Arc<str>),
    /// A method of an instance of a class.
    Method(Arc<str>, Arc<str>),
}

impl Callee {
    /// What `call` calls; `None` if it is nothing of another package, or not known.
    pub fn of<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Callee> {
        let known = cx.project.infer(cx.file.id, &call.func)?;
        let kind = match known.value {
            Value::External(path) => Kind::Path(path),
            Value::Method(class, name) => Kind::Method(class, name),
            Value::Instance(class) => Kind::Method(class, "__call__".into()),
            // A class of the project that is made as its base is.
            Value::Class(class) if cx.project.infer_member(class, "__init__").is_none() => {
                Kind::Path(cx.project.external_base(class)?)
            }
            _ => return None,
        };
        Some(Callee {
            kind,
            certainty: known.certainty,
        })
    }

    /// Whether it is the one that a table names: `sqlalchemy.create_engine` for a function or class,
    /// `sqlalchemy.orm.Session#begin` for a method of instances, `sqlalchemy.orm.sessionmaker#__call__` for a
    /// call of an instance.
    pub fn is(&self, name: &str) -> bool {
        match (&self.kind, name.split_once('#')) {
            (Kind::Path(path), None) => &**path == name,
            (Kind::Method(class, method), Some((owner, wanted))) => {
                &**method == wanted && handles::is_a(class, owner)
            }
            _ => false,
        }
    }
}

/// The last part of a name in a table, as users write it: `create_engine`, `Session.begin`.
pub(crate) fn shown(name: &str) -> String {
    match name.split_once('#') {
        Some((class, "__call__")) => last(class).to_owned(),
        Some((class, method)) => format!("{}.{method}", last(class)),
        None => last(name).to_owned(),
    }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Why what is known by its name alone is not rewritten without being asked.
pub(crate) const ONLY_NAMED: &str = "only its name says what the method is called on";
