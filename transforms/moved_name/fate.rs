//! What becomes of a dotted path on 2.x.

use alchemod_engine::{Context, Target};
use alchemod_facts::sqlalchemy::moved::{moved, moved_module, Move};
use alchemod_facts::sqlalchemy::names::{exists, Release};

use super::path::{is_library, root};

/// What to write in place of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct New {
    /// The dotted path to import, if anything must be imported.
    pub path: Option<String>,
    /// The expression that stands for the old name: over the last part of `path`, else over
    /// Python's builtins.
    pub expression: Option<&'static str>,
    /// The old path fails or warns on 2.x; otherwise only its fashion is old.
    pub needed: bool,
    /// Why the new name may not do the same as the old one.
    pub doubt: Option<&'static str>,
}

impl New {
    /// The last part of the new path.
    pub fn last(&self) -> Option<&str> {
        self.path.as_deref().map(last)
    }
}

/// What becomes of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is where it was, or nothing is known of it.
    Same,
    /// It has a new place or name.
    New(New),
    /// It is gone, or what replaces it does not run on the target yet; what the user can do.
    Gone(String),
}

/// New names that take other arguments or give other things than the old ones.
const NOT_THE_SAME: &[&str] = &[
    "flask_sqlalchemy.Pagination",
    "flask_sqlalchemy.SignallingSession",
    "flask_sqlalchemy.get_debug_queries",
    "sqlalchemy.ThreadLocalMetaData",
    "sqlalchemy.engine.LegacyRow",
    "sqlalchemy.engine.RowProxy",
    "sqlalchemy.engine.result.LegacyRow",
    "sqlalchemy.engine.result.RowProxy",
    "sqlalchemy.schema.ThreadLocalMetaData",
    "sqlalchemy.sql.schema.ThreadLocalMetaData",
];

/// Old names that do on 1.4 what no name does on both 1.4 and 2.x: they stay until the upgrade.
const STAYS_ON_14: &[&str] = &["sqlalchemy.exc.RemovedIn20Warning"];

/// What becomes of `path`, spelled as in an import of `cx`'s file. Revision scripts keep what 2.x has as well.
pub(super) fn fate_in(cx: &Context<'_, '_>, path: &str) -> Fate {
    let is_there = |release| exists(path, release) == Some(true);
    if cx.file.is_revision() && is_there(Release::V20) && is_there(Release::V21) {
        return Fate::Same;
    }
    fate(path, cx.settings.target)
}

fn fate(path: &str, target: Target) -> Fate {
    if !is_library(root(path)) {
        return Fate::Same;
    }
    if let Some(entry) = moved(path) {
        if target == Target::V14 && STAYS_ON_14.contains(&path) {
            return Fate::Same;
        }
        let path = entry.to.map(str::to_owned);
        return of_entry(entry, path, target);
    }
    match moved_module(path) {
        Some(entry) => in_module(path, entry, target),
        None if is_missing(path) => {
            Fate::Gone("2.x has no such name, and none is known to take its place: find another way, or keep a copy of what it was".into())
        }
        None => Fate::Same,
    }
}

fn of_entry(entry: &'static Move, path: Option<String>, target: Target) -> Fate {
    if !entry.is_replaceable() {
        return Fate::Gone(entry.note.to_owned());
    }
    if target == Target::V14 && !entry.works_on_14 {
        let now = path.as_deref().or(entry.expression).unwrap_or_default();
        return match entry.needed {
            true => Fate::Gone(format!(
                "2.0 has {now}, which 1.4 has not: change it with the upgrade"
            )),
            false => Fate::Same,
        };
    }
    Fate::New(New {
        path,
        expression: entry.expression,
        needed: entry.needed,
        doubt: NOT_THE_SAME.contains(&entry.from).then_some(entry.note),
    })
}

/// A path in a module that has moved or gone.
fn in_module(path: &str, entry: &'static Move, target: Target) -> Fate {
    if exists(path, Release::V20) == Some(true) && exists(path, Release::V21) == Some(true) {
        return Fate::Same;
    }
    // `Class.__init__`: whatever becomes of the class, it has that.
    if last(path).starts_with("__") {
        return Fate::Same;
    }
    let note = match entry.note {
        "" => "the module has moved, and this name is not in the new one",
        note => note,
    };
    let Some(to) = entry.to else {
        return Fate::Gone(note.to_owned());
    };
    let new = format!("{to}{}", path.strip_prefix(entry.from).unwrap_or_default());
    match exists(&new, Release::V20) {
        Some(true) => of_entry(entry, Some(new), target),
        _ => Fate::Gone(note.to_owned()),
    }
}

/// Whether a release of 2.x lacks the path and no newer one has it.
pub(super) fn is_missing(path: &str) -> bool {
    let on = |release| exists(path, release);
    on(Release::V21) == Some(false)
        || (on(Release::V20) == Some(false) && on(Release::V14) == Some(true))
}

/// Whether the path was there on 1.4 and is not on 2.x.
pub(super) fn is_lost(path: &str) -> bool {
    exists(path, Release::V14) == Some(true) && is_missing(path)
}

/// The last part of a dotted path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// A dotted path without its last part; empty for a single name.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}
