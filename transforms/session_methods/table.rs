//! Methods of sessions that changed, read from 1.3.24, 1.4.54, 2.0.58 and 2.1.9.

/// What to do about a method.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// The positional arguments after so many get these names.
    NamedAfter(usize, &'static [&'static str]),
    /// `execute()`: what says which engine to use is in `bind_arguments`.
    BindArguments,
    /// `connection()`.
    Connection,
    /// `flush(objects)`.
    Flush,
    /// `close_all()` is a function with this path.
    CloseAll(&'static str),
    /// `refresh(lockmode=...)`.
    Lockmode,
    /// It has an argument less.
    Without(&'static str),
    /// It is gone: what to do.
    Gone(&'static str),
    /// It takes no arguments any more: what to do.
    TakesNothing(&'static str),
}

/// A method and what becomes of it.
#[derive(Debug)]
pub(super) struct Method {
    pub name: &'static str,
    pub change: Change,
    pub message: &'static str,
}

pub(super) const CLOSE_ALL: &str = "close_all";

/// The names of all methods in here.
pub(super) const NAMES: &[&str] = &[
    "begin",
    CLOSE_ALL,
    "connection",
    "execute",
    "flush",
    "get",
    "get_bind",
    "is_modified",
    "merge",
    "prune",
    "refresh",
    "scalar",
    "scalars",
];

const SYNC_CLASSES: &[&str] = &[
    "flask_sqlalchemy.session.Session",
    "sqlalchemy.orm.Session",
    "sqlalchemy.orm.scoped_session",
    "sqlalchemy.orm.sessionmaker",
];

const ASYNC_CLASSES: &[&str] = &[
    "sqlalchemy.ext.asyncio.AsyncSession",
    "sqlalchemy.ext.asyncio.async_scoped_session",
];

const GET: &[&str] = &[
    "options",
    "populate_existing",
    "with_for_update",
    "identity_token",
    "execution_options",
];

const BIND: &str = "what chooses the engine is given in bind_arguments now";

static BOTH: &[Method] = &[
    Method {
        name: "execute",
        change: Change::BindArguments,
        message: BIND,
    },
    Method {
        name: "flush",
        change: Change::Flush,
        message: "flush() of single objects is deprecated",
    },
    Method {
        name: "get",
        change: Change::NamedAfter(2, GET),
        message: "the options of get() are given by name now",
    },
    Method {
        name: "merge",
        change: Change::NamedAfter(1, &["load", "options"]),
        message: "the options of merge() are given by name now",
    },
    Method {
        name: "scalar",
        change: Change::BindArguments,
        message: BIND,
    },
    Method {
        name: "scalars",
        change: Change::BindArguments,
        message: BIND,
    },
];

static SYNC: &[Method] = &[
    Method {
        name: CLOSE_ALL,
        change: Change::CloseAll("sqlalchemy.orm.close_all_sessions"),
        message: "close_all() is the function close_all_sessions() now",
    },
    Method {
        name: "connection",
        change: Change::Connection,
        message: BIND,
    },
    Method {
        name: "get_bind",
        change: Change::NamedAfter(1, &["clause", "bind"]),
        message: "all arguments of get_bind() but the mapper are given by name now",
    },
    Method {
        name: "is_modified",
        change: Change::Without("passive"),
        message: "is_modified() has no `passive` any more",
    },
    Method {
        name: "prune",
        change: Change::Gone(
            "the identity map is always weak, so that there is nothing to prune: remove the call",
        ),
        message: "prune() of a session is gone",
    },
    Method {
        name: "refresh",
        change: Change::Lockmode,
        message: "refresh() has with_for_update in place of lockmode",
    },
];

static ASYNC: &[Method] = &[
    Method {
        name: "begin",
        change: Change::TakesNothing(
            "begin() of an AsyncSession takes no arguments in 2.x: begin_nested() for a savepoint",
        ),
        message: "begin() of an AsyncSession takes no arguments",
    },
    Method {
        name: CLOSE_ALL,
        change: Change::CloseAll("sqlalchemy.ext.asyncio.close_all_sessions"),
        message: "close_all() is the function close_all_sessions() now",
    },
];

/// What is known of `name` of an instance of `class`.
pub(super) fn method(class: &str, name: &str) -> Option<&'static Method> {
    let own = match class {
        class if SYNC_CLASSES.contains(&class) => SYNC,
        class if ASYNC_CLASSES.contains(&class) => ASYNC,
        _ => return None,
    };
    BOTH.iter().chain(own).find(|known| known.name == name)
}
