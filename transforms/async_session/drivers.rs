//! Drivers of `create_async_engine()`.

/// Synchronous drivers, as URLs name them, and asynchronous ones for the same database.
const DRIVERS: &[(&str, &str)] = &[
    ("mariadb", "mariadb+aiomysql or mariadb+asyncmy"),
    ("mariadb+pymysql", "mariadb+aiomysql or mariadb+asyncmy"),
    ("mssql", "mssql+aioodbc"),
    ("mssql+pymssql", "mssql+aioodbc"),
    ("mssql+pyodbc", "mssql+aioodbc"),
    ("mysql", "mysql+aiomysql or mysql+asyncmy"),
    ("mysql+mysqlconnector", "mysql+aiomysql or mysql+asyncmy"),
    ("mysql+mysqldb", "mysql+aiomysql or mysql+asyncmy"),
    ("mysql+pymysql", "mysql+aiomysql or mysql+asyncmy"),
    ("oracle", "oracle+oracledb_async"),
    ("oracle+cx_oracle", "oracle+oracledb_async"),
    ("postgres", "postgresql+asyncpg or postgresql+psycopg"),
    ("postgresql", "postgresql+asyncpg or postgresql+psycopg"),
    (
        "postgresql+pg8000",
        "postgresql+asyncpg or postgresql+psycopg",
    ),
    (
        "postgresql+psycopg2",
        "postgresql+asyncpg or postgresql+psycopg",
    ),
    ("sqlite", "sqlite+aiosqlite"),
    ("sqlite+pysqlite", "sqlite+aiosqlite"),
];

/// The synchronous driver of a URL, and what to write in its place.
pub(super) fn asynchronous_for(url: &str) -> Option<(&'static str, &'static str)> {
    let (scheme, _) = url.split_once("://")?;
    DRIVERS.iter().find(|(known, _)| *known == scheme).copied()
}

#[cfg(test)]
mod tests {
    use super::asynchronous_for;

    #[test]
    fn drivers() {
        assert_eq!(
            asynchronous_for("sqlite:///a.db"),
            Some(("sqlite", "sqlite+aiosqlite"))
        );
        assert!(asynchronous_for("postgresql+psycopg2://u@h/d").is_some());
        assert!(asynchronous_for("postgresql+psycopg://u@h/d").is_none());
        assert!(asynchronous_for("sqlite+aiosqlite://").is_none());
        assert!(asynchronous_for("postgresql").is_none());
    }
}
