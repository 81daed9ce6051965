//! What Flask-SQLAlchemy 3 has not, read from 2.5.1 and 3.1.1.

/// Methods whose calls are looked at.
pub(super) const METHODS: &[&str] = &[
    "apply_driver_hacks",
    "apply_pool_defaults",
    "create_all",
    "create_scoped_session",
    "create_session",
    "drop_all",
    "get_app",
    "get_binds",
    "get_engine",
    "get_tables_for_bind",
    "iter_pages",
    "make_connector",
    "make_declarative_base",
    "paginate",
    "reflect",
];

const OPTIONS: &str =
    "give the options in SQLALCHEMY_ENGINE_OPTIONS or in SQLAlchemy(engine_options={...})";

/// Methods of subclasses that are not called any more: what to do.
pub(super) const HOOKS: &[(&str, &str)] = &[
    ("apply_driver_hacks", OPTIONS),
    ("apply_pool_defaults", OPTIONS),
    (
        "create_scoped_session",
        "give the options of sessions in SQLAlchemy(session_options={...}); the hook is called _make_scoped_session",
    ),
    (
        "create_session",
        "give the options of sessions in SQLAlchemy(session_options={...}), the class as its \"class_\"",
    ),
    ("get_binds", "tables belong to the metadata of their bind: db.metadatas[bind_key].tables"),
    ("make_connector", "engines are made once for an application: db.engines"),
    (
        "make_declarative_base",
        "give a base class in SQLAlchemy(model_class=Base)",
    ),
];

/// What to do in place of a method that is gone.
pub(super) fn removed(name: &str) -> Option<&'static str> {
    const OTHERS: &[(&str, &str)] = &[
        (
            "get_app",
            "the application is flask.current_app, in an application context",
        ),
        (
            "get_tables_for_bind",
            "tables belong to the metadata of their bind: db.metadatas[bind_key].tables",
        ),
    ];
    OTHERS
        .iter()
        .chain(HOOKS)
        .find(|(known, _)| *known == name)
        .map(|(_, reason)| *reason)
}
