//! What sessions and their factories take, release by release (read from 1.3.24, 1.4.54, 2.0.58 and 2.1.9).

use alchemod_engine::Target;
use alchemod_python::ast;

use crate::call_edits::{is_bool, is_none};

/// The signature of something that makes sessions.
#[derive(Debug)]
pub(super) struct Signature {
    /// What it is called in messages.
    pub shown: &'static str,
    /// Where its own arguments start: 1 after `self`.
    pub first: usize,
    /// How many arguments 2.x takes by position.
    pub by_position: usize,
    /// The names of the positional arguments of 1.x, as far as 1.3 and 1.4 agree.
    pub names: &'static [&'static str],
}

const SESSION: &[&str] = &["bind", "autoflush"];
const MAKER: &[&str] = &[
    "bind",
    "class_",
    "autoflush",
    "autocommit",
    "expire_on_commit",
    "info",
];
const ASYNC: &[&str] = &["bind", "binds", "sync_session_class"];

const fn of(shown: &'static str, names: &'static [&'static str]) -> Signature {
    Signature {
        shown,
        first: 0,
        by_position: 1,
        names,
    }
}

/// By what is called: a function or class, `path()` for a call of an instance of it, or a method.
static SIGNATURES: &[(&str, Signature)] = &[
    (
        "sqlalchemy.ext.asyncio.AsyncSession",
        of("AsyncSession", ASYNC),
    ),
    ("sqlalchemy.orm.Session", of("Session", SESSION)),
    (
        "sqlalchemy.orm.Session.__init__",
        Signature {
            shown: "Session",
            first: 1,
            by_position: 1,
            names: SESSION,
        },
    ),
    ("sqlalchemy.orm.scoped_session()", of("a session", &[])),
    (
        "sqlalchemy.orm.scoped_session.configure",
        of("configure()", &[]),
    ),
    ("sqlalchemy.orm.sessionmaker", of("sessionmaker", MAKER)),
    ("sqlalchemy.orm.sessionmaker()", of("a session", &[])),
    (
        "sqlalchemy.orm.sessionmaker.configure",
        of("configure()", &[]),
    ),
];

/// The signature of `path`, if it makes sessions.
pub(super) fn signature(path: &str) -> Option<&'static Signature> {
    SIGNATURES
        .iter()
        .find(|(known, _)| *known == path)
        .map(|(_, signature)| signature)
}

/// What becomes of an argument.
pub(super) enum Fate {
    /// It stays, if need be with its name.
    Stays,
    /// It says what is so anyway.
    Goes,
    /// 2.x does not take it.
    Refused(&'static str),
}

/// What becomes of an argument with this name and value.
pub(super) fn of_argument(name: &str, value: &ast::Expr, target: Target) -> Fate {
    let is = |known: bool| is_bool(value, known);
    let goes_if = |known: bool, reason: &'static str| match known {
        true => Fate::Goes,
        false => Fate::Refused(reason),
    };
    match name {
        "autocommit" => goes_if(is(false), AUTOCOMMIT),
        // 2.x sessions are what 1.4 called future ones; a session of 1.4 is one only if asked to be.
        "future" if target >= Target::V20 => goes_if(is(true) || is(false), FUTURE),
        "weak_identity_map" => goes_if(is(true) || is_none(value), WEAK),
        "_enable_transaction_accounting" => goes_if(is(true), ACCOUNTING),
        "extension" => goes_if(is_none(value), EXTENSION),
        _ => Fate::Stays,
    }
}

const AUTOCOMMIT: &str = "2.x sessions are always in a transaction: where autocommit=True let each statement commit by itself, use `with session.begin():` blocks, or an engine with isolation_level=\"AUTOCOMMIT\"";
const FUTURE: &str = "2.x takes only future=True, which is what all its sessions are: drop it";
const WEAK: &str = "the identity map is always weak: keep strong references with events, as in the documentation's section on weak referencing of the session";
const ACCOUNTING: &str = "2.x has no such switch: it always tracks what changed in a transaction";
const EXTENSION: &str = "session extensions are gone: listen to the session's events with sqlalchemy.event (ZopeTransactionExtension: call zope.sqlalchemy.register(session_factory))";
