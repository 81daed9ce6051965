//! Events that changed, read from the events of 1.4.54, 2.0.58 and 2.1.9.

use alchemod_engine::Target;

/// How the arguments of an event changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum How {
    /// The one at this position is gone; it was always False.
    Dropped(usize),
    /// One with this name is new at this position.
    Added(usize, &'static str),
    /// One object has them as attributes; `""` for one that was always None.
    Packed(&'static [&'static str]),
}

/// An event whose listeners take other arguments.
#[derive(Debug)]
pub(super) struct Event {
    pub name: &'static str,
    /// How many arguments it had.
    pub before: usize,
    pub how: How,
    /// The arguments that it has.
    pub shown: &'static str,
    /// The lowest target whose releases call the new form.
    pub since: Target,
}

const BULK: How = How::Packed(&["session", "query", "", "result"]);

static EVENTS: &[Event] = &[
    Event {
        name: "after_bulk_delete",
        before: 4,
        how: BULK,
        shown: "delete_context",
        since: Target::V14,
    },
    Event {
        name: "after_bulk_update",
        before: 4,
        how: BULK,
        shown: "update_context",
        since: Target::V14,
    },
    Event {
        name: "after_execute",
        before: 5,
        how: How::Added(4, "execution_options"),
        shown: "conn, clauseelement, multiparams, params, execution_options, result",
        since: Target::V14,
    },
    Event {
        name: "before_execute",
        before: 4,
        how: How::Added(4, "execution_options"),
        shown: "conn, clauseelement, multiparams, params, execution_options",
        since: Target::V14,
    },
    Event {
        name: "engine_connect",
        before: 2,
        how: How::Dropped(1),
        shown: "conn",
        since: Target::V20,
    },
    Event {
        name: "reset",
        before: 2,
        how: How::Added(2, "reset_state"),
        shown: "dbapi_connection, connection_record, reset_state",
        since: Target::V20,
    },
];

/// What is known of an event.
pub(super) fn event_named(name: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.name == name)
}

const LOADING: &str = "rows can no longer be looked at while they are loaded: use the events `load` and `refresh` of the mapped class, or do_orm_execute of the session";

/// Events that are gone: what to do.
pub(super) const REMOVED: &[(&str, &str)] = &[
    ("append_result", LOADING),
    ("create_instance", LOADING),
    (
        "dbapi_error",
        "listen to `handle_error`, whose listeners take one argument: context.original_exception is the error",
    ),
    (
        "first_init",
        "2.1 has no such event: use `init`, or `after_mapper_constructed` of the mapper",
    ),
    ("populate_instance", LOADING),
    ("translate_row", LOADING),
];
