use super::*;

#[test]
fn the_tables_are_sorted() {
    assert!(rows().windows(2).all(|pair| pair[0].path < pair[1].path));
    assert_eq!(rows().len(), TABLE.lines().count());
    assert!(OTHER_PATHS.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn a_canonical_path_is_its_own_canonical_path() {
    let table = rows().iter().map(|row| (row.path, row.canonical));
    for (path, target) in table.chain(OTHER_PATHS.iter().copied()) {
        if !target.is_empty() {
            let folded = canonical(path);
            assert_eq!(canonical(&folded), folded, "{path}");
        }
    }
}

#[test]
fn paths_of_one_object_fold() {
    for (path, expected) in [
        ("sqlalchemy.Column", "sqlalchemy.Column"),
        ("sqlalchemy.schema.Column", "sqlalchemy.Column"),
        ("sqlalchemy.sql.schema.Column", "sqlalchemy.Column"),
        ("sqlalchemy.schema.Column.copy", "sqlalchemy.Column.copy"),
        ("sqlalchemy.types.String", "sqlalchemy.String"),
        ("sqlalchemy.sql.sqltypes.String", "sqlalchemy.String"),
        ("sqlalchemy.types.INT", "sqlalchemy.INTEGER"),
        ("sqlalchemy.sql.expression.func", "sqlalchemy.func"),
        ("sqlalchemy.sql.func", "sqlalchemy.func"),
        ("sqlalchemy.sql.expression.select", "sqlalchemy.select"),
        ("sqlalchemy.orm.session.Session", "sqlalchemy.orm.Session"),
        ("sqlalchemy.orm.query.Query", "sqlalchemy.orm.Query"),
        ("sqlalchemy.orm.mapper.Mapper", "sqlalchemy.orm.Mapper"),
        (
            "sqlalchemy.orm.exc.NoResultFound",
            "sqlalchemy.exc.NoResultFound",
        ),
        (
            "sqlalchemy.engine.base.Connection",
            "sqlalchemy.engine.Connection",
        ),
        ("sqlalchemy.Connection", "sqlalchemy.engine.Connection"),
        (
            "sqlalchemy.engine.create_engine",
            "sqlalchemy.create_engine",
        ),
        ("sqlalchemy.Select", "sqlalchemy.sql.Select"),
        (
            "sqlalchemy.dialects.postgresql.base.UUID",
            "sqlalchemy.dialects.postgresql.UUID",
        ),
        (
            "sqlalchemy.dialects.postgresql.INTEGER",
            "sqlalchemy.INTEGER",
        ),
        (
            "sqlalchemy.databases.postgres.ARRAY",
            "sqlalchemy.dialects.postgresql.ARRAY",
        ),
        (
            "sqlalchemy.ext.asyncio.session.AsyncSession",
            "sqlalchemy.ext.asyncio.AsyncSession",
        ),
    ] {
        assert_eq!(canonical(path), expected, "{path}");
    }
}

#[test]
fn declarative_has_one_name() {
    for (path, expected) in [
        (
            "sqlalchemy.ext.declarative.declarative_base",
            "declarative_base",
        ),
        (
            "sqlalchemy.ext.declarative.api.declarative_base",
            "declarative_base",
        ),
        ("sqlalchemy.ext.declarative.declared_attr", "declared_attr"),
        (
            "sqlalchemy.ext.declarative.api.declared_attr",
            "declared_attr",
        ),
        (
            "sqlalchemy.ext.declarative.DeclarativeMeta",
            "DeclarativeMeta",
        ),
        ("sqlalchemy.orm.relation", "relationship"),
    ] {
        assert_eq!(
            canonical(path),
            format!("sqlalchemy.orm.{expected}"),
            "{path}"
        );
    }
}

#[test]
fn look_alikes_stay_apart() {
    for path in [
        "sqlalchemy.Enum",
        "sqlalchemy.dialects.postgresql.ENUM",
        "sqlalchemy.dialects.mysql.ENUM",
        "sqlalchemy.UUID",
        "sqlalchemy.Uuid",
        "sqlalchemy.dialects.postgresql.UUID",
        "sqlalchemy.ARRAY",
        "sqlalchemy.dialects.postgresql.ARRAY",
        "sqlalchemy.JSON",
        "sqlalchemy.dialects.postgresql.JSON",
        "sqlalchemy.join",
        "sqlalchemy.orm.join",
        "sqlalchemy.orm.mapper",
        "sqlalchemy.orm.Mapper",
        "sqlalchemy.select",
        "sqlalchemy.future.select",
        "sqlalchemy.create_engine",
        "sqlalchemy.future.create_engine",
        "sqlalchemy.delete",
        "sqlalchemy.orm.RelationshipProperty",
        "sqlalchemy.insert",
        "sqlalchemy.dialects.postgresql.insert",
    ] {
        assert_eq!(canonical(path), path);
    }
}

#[test]
fn flask_sqlalchemy_has_one_name_too() {
    for (path, expected) in [
        ("flask_sqlalchemy.SQLAlchemy", "SQLAlchemy"),
        ("flask_sqlalchemy.extension.SQLAlchemy", "SQLAlchemy"),
        ("flask.ext.sqlalchemy.SQLAlchemy", "SQLAlchemy"),
        ("flask_sqlalchemy.Model", "model.Model"),
        ("flask_sqlalchemy.model.Model", "model.Model"),
        ("flask_sqlalchemy.BaseQuery", "query.Query"),
        ("flask_sqlalchemy.Pagination", "pagination.Pagination"),
        ("flask_sqlalchemy.SignallingSession", "session.Session"),
    ] {
        assert_eq!(
            canonical(path),
            format!("flask_sqlalchemy.{expected}"),
            "{path}"
        );
    }
    assert_eq!(canonical("flask.Flask"), "flask.Flask");
}

#[test]
fn other_names_come_back_as_they_are() {
    for path in ["", "sqlalchemy", "app.db.Base", "sqlalchemy_utils.UUIDType"] {
        assert_eq!(canonical(path), path);
    }
}

#[test]
fn names_exist_where_they_do() {
    use Release::{V14, V20, V21};
    for (path, expected) in [
        ("sqlalchemy.Column", [true, true, true]),
        ("sqlalchemy.orm.relation", [true, false, false]),
        ("sqlalchemy.orm.mapped_column", [false, true, true]),
        ("sqlalchemy.exc.RemovedIn20Warning", [true, false, false]),
        ("sqlalchemy.databases.postgresql", [true, false, false]),
        ("sqlalchemy.databases", [true, false, false]),
        ("sqlalchemy.engine.processors", [false, true, true]),
        ("sqlalchemy.interfaces.PoolListener", [false, false, false]),
        ("sqlalchemy.orm.join_no_such_name", [false, false, false]),
        ("sqlalchemy.orm.query.aliased", [true, false, false]),
        ("flask_sqlalchemy.BaseQuery", [true, false, false]),
    ] {
        for (release, expected) in [V14, V20, V21].into_iter().zip(expected) {
            assert_eq!(exists(path, release), Some(expected), "{path} {release:?}");
        }
    }
}

#[test]
fn what_the_table_cannot_tell_is_not_denied() {
    for path in [
        "sqlalchemy.Column.copy",
        "sqlalchemy.sql._typing.Anything",
        "sqlalchemy.testing.fixtures",
        "sqlalchemy_utils.UUIDType",
        "app.models",
    ] {
        assert_eq!(exists(path, Release::V20), None, "{path}");
    }
}
