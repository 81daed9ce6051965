//! The names of dialects and drivers that URLs begin with.

/// What becomes of such a name.
pub(super) enum Fate {
    /// It is spelled in another way.
    Renamed(String),
    /// It is gone: what a user can do.
    Gone(&'static str),
    /// 2.1 takes another driver for it: the name with the driver that it was, and the new one.
    Driver(&'static str, &'static str),
}

const GONE: &[(&str, &str)] = &[
    (
        "firebird",
        "the dialect is a package of its own: sqlalchemy-firebird",
    ),
    (
        "firebird+fdb",
        "the dialect is a package of its own: sqlalchemy-firebird",
    ),
    (
        "firebird+kinterbasdb",
        "the dialect is a package of its own: sqlalchemy-firebird",
    ),
    ("mssql+adodbapi", "use mssql+pyodbc"),
    ("mssql+mxodbc", "use mssql+pyodbc"),
    ("mssql+zxjdbc", "Jython is not supported: use mssql+pyodbc"),
    ("mysql+gaerdbms", "use mysql+mysqldb or mysql+pymysql"),
    ("mysql+oursql", "use mysql+mysqldb or mysql+pymysql"),
    (
        "mysql+zxjdbc",
        "Jython is not supported: use mysql+mysqldb or mysql+pymysql",
    ),
    (
        "oracle+zxjdbc",
        "Jython is not supported: use oracle+cx_oracle or oracle+oracledb",
    ),
    (
        "postgresql+pygresql",
        "use postgresql+psycopg2 or postgresql+psycopg",
    ),
    (
        "postgresql+pypostgresql",
        "use postgresql+psycopg2 or postgresql+psycopg",
    ),
    (
        "postgresql+zxjdbc",
        "Jython is not supported: use postgresql+psycopg2",
    ),
    (
        "sybase",
        "the dialect is a package of its own: sqlalchemy-sybase",
    ),
    (
        "sybase+pyodbc",
        "the dialect is a package of its own: sqlalchemy-sybase",
    ),
    (
        "sybase+pysybase",
        "the dialect is a package of its own: sqlalchemy-sybase",
    ),
];

/// What becomes of a name; `None` if it is fine.
pub(super) fn fate(name: &str) -> Option<Fate> {
    match name {
        "postgres" => return Some(Fate::Renamed("postgresql+psycopg2".into())),
        "postgresql" => return Some(Fate::Driver("postgresql+psycopg2", "psycopg 3")),
        "oracle" => return Some(Fate::Driver("oracle+cx_oracle", "oracledb")),
        _ => {}
    }
    if let Some(driver) = name.strip_prefix("postgres+") {
        return Some(Fate::Renamed(format!("postgresql+{driver}")));
    }
    GONE.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, reason)| Fate::Gone(reason))
}
