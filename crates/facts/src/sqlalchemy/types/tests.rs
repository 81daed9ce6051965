use super::super::names::{canonical, exists, Release};
use super::*;

fn python(name: &str) -> String {
    let known = column_type(name).unwrap().python;
    match known.module {
        Some(module) => format!("{module}.{}", known.class),
        None => known.class.to_owned(),
    }
}

#[test]
fn the_tables_are_sorted() {
    for table in [COLUMN_TYPES, UTILS_TYPES] {
        assert!(table.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}

#[test]
fn all_names_are_canonical_and_exist() {
    for known in COLUMN_TYPES {
        assert_eq!(canonical(known.name), known.name);
        assert_eq!(
            exists(known.name, Release::V21),
            Some(true),
            "{}",
            known.name
        );
    }
}

#[test]
fn python_types() {
    for (name, expected) in [
        ("sqlalchemy.Integer", "int"),
        ("sqlalchemy.BigInteger", "int"),
        ("sqlalchemy.UnicodeText", "str"),
        ("sqlalchemy.Boolean", "bool"),
        ("sqlalchemy.DateTime", "datetime.datetime"),
        ("sqlalchemy.Interval", "datetime.timedelta"),
        ("sqlalchemy.Numeric", "decimal.Decimal"),
        ("sqlalchemy.Float", "float"),
        ("sqlalchemy.LargeBinary", "bytes"),
        ("sqlalchemy.JSON", "typing.Any"),
        ("sqlalchemy.PickleType", "typing.Any"),
        ("sqlalchemy.dialects.postgresql.JSONB", "typing.Any"),
        ("sqlalchemy.dialects.mysql.DOUBLE", "decimal.Decimal"),
        ("sqlalchemy.dialects.mysql.TINYINT", "int"),
        ("sqlalchemy.dialects.mssql.TIMESTAMP", "bytes"),
        ("sqlalchemy.dialects.oracle.DATE", "datetime.datetime"),
        ("sqlalchemy_utils.EmailType", "str"),
        ("sqlalchemy_utils.types.uuid.UUIDType", "uuid.UUID"),
        ("sqlalchemy_utils.ChoiceType", "typing.Any"),
    ] {
        assert_eq!(python(name), expected, "{name}");
    }
    for unknown in [
        "app.types.Money",
        "sqlalchemy.Column",
        "sqlalchemy_utils.Type",
    ] {
        assert_eq!(column_type(unknown), None);
    }
}

#[test]
fn only_these_may_be_left_out() {
    let found: Vec<&str> = COLUMN_TYPES
        .iter()
        .chain(UTILS_TYPES)
        .filter(|known| known.omit == Omit::WithoutArguments)
        .filter_map(|known| known.name.strip_prefix("sqlalchemy."))
        .collect();
    let expected = [
        "Boolean",
        "Date",
        "DateTime",
        "Integer",
        "Interval",
        "LargeBinary",
        "Numeric",
        "String",
        "Time",
        "Uuid",
    ];
    assert_eq!(found, expected);
}

#[test]
fn arguments_that_decide() {
    let rule = |name| column_type(name).unwrap().rule;
    assert_eq!(
        rule("sqlalchemy.Numeric"),
        PythonRule::AsDecimal { default: true }
    );
    assert_eq!(
        rule("sqlalchemy.Float"),
        PythonRule::AsDecimal { default: false }
    );
    assert_eq!(rule("sqlalchemy.Enum"), PythonRule::EnumArgument);
    assert_eq!(
        rule("sqlalchemy.dialects.postgresql.ENUM"),
        PythonRule::EnumArgument
    );
    assert_eq!(rule("sqlalchemy.ARRAY"), PythonRule::ArrayItem);
    let changed = PythonRule::Uuid {
        default_on_14: Some(false),
    };
    assert_eq!(rule("sqlalchemy.dialects.postgresql.UUID"), changed);
    assert_eq!(
        rule("sqlalchemy.Uuid"),
        PythonRule::Uuid {
            default_on_14: None
        }
    );
    assert_eq!(as_decimal(false), FLOAT);
    assert_eq!(as_uuid(false), STR);
}
