//! Drivers that programs use beside SQLAlchemy: what they connect by is no connection of SQLAlchemy's.

/// Calls that give a connection of a driver, and its class.
const CONNECTS: &[(&str, &str)] = &[
    ("MySQLdb.connect", "MySQLdb.Connection"),
    ("aiosqlite.connect", "aiosqlite.Connection"),
    ("cx_Oracle.connect", "cx_Oracle.Connection"),
    ("duckdb.connect", "duckdb.Connection"),
    ("mysql.connector.connect", "mysql.connector.Connection"),
    ("oracledb.connect", "oracledb.Connection"),
    ("psycopg.connect", "psycopg.Connection"),
    ("psycopg2.connect", "psycopg2.Connection"),
    ("pymssql.connect", "pymssql.Connection"),
    ("pymysql.connect", "pymysql.Connection"),
    ("pyodbc.connect", "pyodbc.Connection"),
    ("sqlite3.connect", "sqlite3.Connection"),
];

/// Roots of the packages, as they stand in a file that uses one.
const NAMES: &[&str] = &[
    "MySQLdb",
    "aiosqlite",
    "asyncpg",
    "cx_Oracle",
    "duckdb",
    "mysql.connector",
    "oracledb",
    "psycopg",
    "pymssql",
    "pymysql",
    "pyodbc",
    "sqlite3",
];

/// The class of what a call of `callable` gives.
pub fn call_result(callable: &str) -> Option<&'static str> {
    let (_, result) = CONNECTS.iter().find(|(known, _)| *known == callable)?;
    Some(result)
}

/// Whether a text speaks of a driver.
pub fn are_named(text: &str) -> bool {
    NAMES.iter().any(|name| text.contains(name))
}
