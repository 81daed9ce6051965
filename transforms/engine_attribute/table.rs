//! Methods and attributes of URLs, pools and raw connections, measured on 1.4.54, 2.0.58 and 2.1.9.

use crate::renamed_method::{method, Method, Now};

/// All names of the table.
pub(super) const NAMES: &[&str] = &["__to_string__", "connection", "unique_connection"];

/// The table.
pub(super) const METHODS: &[Method] = &[
    // `__to_string__` hid the password unless told not to, as `render_as_string` does.
    method(
        &["sqlalchemy.engine.URL"],
        "__to_string__",
        Now::Renamed("render_as_string"),
    ),
    method(
        &["sqlalchemy.PoolProxiedConnection"],
        "connection",
        Now::Renamed("dbapi_connection"),
    ),
    method(
        &[
            "sqlalchemy.pool.Pool",
            "sqlalchemy.pool.QueuePool",
            "sqlalchemy.pool.NullPool",
        ],
        "unique_connection",
        Now::Renamed("connect"),
    ),
];
