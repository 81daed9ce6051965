use super::super::names::{canonical, exists, Release};
use super::*;

fn is_sorted<T: Ord>(keys: Vec<T>) -> bool {
    keys.windows(2).all(|pair| pair[0] < pair[1])
}

#[test]
fn the_tables_are_sorted() {
    for table in [CALLS, INSTANCE_CALLS, CONTEXT, BASES] {
        assert!(is_sorted(table.iter().map(|row| row.0).collect()));
    }
    for table in [METHODS, AWAITED, ATTRIBUTES] {
        assert!(
            is_sorted(table.iter().map(|row| (row.0, row.1)).collect()),
            "{table:?}"
        );
    }
    assert!(is_sorted(SESSION_NAMES.to_vec()));
    for (_, methods) in RETURN_SELF {
        assert!(is_sorted(methods.to_vec()));
    }
}

#[test]
fn all_paths_are_canonical_and_exist() {
    let mut paths: Vec<&str> = Vec::new();
    for (one, two) in CALLS
        .iter()
        .chain(INSTANCE_CALLS)
        .chain(INSPECT)
        .chain(CONTEXT)
        .chain(BASES)
    {
        paths.extend([one, two]);
    }
    for (class, _, result) in METHODS.iter().chain(AWAITED).chain(ATTRIBUTES) {
        paths.extend([class, result]);
    }
    for path in paths {
        assert_eq!(canonical(path), path);
        let there = Release::ALL
            .iter()
            .any(|release| exists(path, *release) != Some(false));
        assert!(there, "{path}");
    }
}

#[test]
fn a_session_from_start_to_end() {
    let engine = call_result("sqlalchemy.create_engine").unwrap();
    assert_eq!(method_result(engine, "connect"), Some(CONNECTION));
    assert_eq!(method_result(CONNECTION, "execute"), Some(CURSOR_RESULT));
    assert_eq!(method_result(CURSOR_RESULT, "fetchone"), Some(LEGACY_ROW));
    assert_eq!(method_result(RESULT, "fetchone"), Some(SESSION_ROW));
    let maker = call_result("sqlalchemy.orm.sessionmaker").unwrap();
    assert_eq!(instance_call_result(maker), Some(SESSION));
    let scoped = call_result("sqlalchemy.orm.scoped_session").unwrap();
    assert_eq!(instance_call_result(scoped), Some(SESSION));
    assert_eq!(method_result(scoped, "query"), Some(QUERY));
    assert_eq!(method_result(SESSION, "add"), None);
}

#[test]
fn builders_give_their_own_class() {
    assert_eq!(method_result(QUERY, "filter_by"), Some(QUERY));
    let flask = "flask_sqlalchemy.query.Query";
    assert_eq!(method_result(flask, "filter_by"), Some(flask));
    assert_eq!(method_result(QUERY, "all"), None);
    assert_eq!(method_result(SELECT, "where"), Some(SELECT));
    assert_eq!(
        method_result(SELECT, "subquery"),
        Some("sqlalchemy.sql.Subquery")
    );
    let insert = "sqlalchemy.dialects.postgresql.Insert";
    assert_eq!(method_result(insert, "values"), Some(insert));
}

#[test]
fn context_managers() {
    let begun = method_result(ENGINE, "begin").unwrap();
    assert_eq!(entered(begun), Some(CONNECTION));
    assert_eq!(entered(SESSION), Some(SESSION));
    assert_eq!(
        entered("flask_sqlalchemy.session.Session"),
        Some("flask_sqlalchemy.session.Session")
    );
    let begun = method_result("sqlalchemy.orm.sessionmaker", "begin").unwrap();
    assert_eq!(entered(begun), Some(SESSION));
    assert_eq!(entered(ENGINE), None);
}

#[test]
fn flask_and_async() {
    assert_eq!(attribute(FLASK, "session"), Some(SCOPED));
    assert_eq!(attribute(FLASK, "engine"), Some(ENGINE));
    assert_eq!(
        attribute("flask_sqlalchemy.model.DefaultMeta", "metadata"),
        Some(METADATA)
    );
    assert_eq!(awaited_result(ASYNC_SESSION, "execute"), Some(RESULT));
    assert_eq!(method_result(ASYNC_SESSION, "execute"), None);
    assert_eq!(inspect_result(ENGINE), Some(INSPECTOR));
    assert!(is_session_name("session") && !is_session_name("sessions"));
}
