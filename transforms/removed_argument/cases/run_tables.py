import warnings

from sqlalchemy import Column, Enum, Integer, MetaData, String, Table, Text, create_engine, inspect
from sqlalchemy.dialects import mysql
from sqlalchemy.schema import CreateTable

warnings.simplefilter("ignore")
engine = create_engine("sqlite://")
metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(30, convert_unicode=True), nullable=False),
    Column("note", Text(convert_unicode=False, unicode_error=None)),
    Column("kind", Enum("a", "b", name="kinds", convert_unicode=True)),
    autoload=False,
)
metadata.create_all(engine)


def observe():
    with engine.begin() as connection:
        connection.execute(users.insert(), [{"name": "caf\u00e9", "kind": "a"}, {"name": "x", "kind": None}])
        rows = [list(row) for row in connection.execute(users.select().order_by(users.c.id))]
    reflected = Table("users", MetaData(), autoload=True, autoload_with=engine)
    same = Table("users", metadata, mustexist=True)
    try:
        Table("nothing", metadata, mustexist=True)
    except Exception as error:
        missing = type(error).__name__
    return {
        "rows": rows,
        "columns": [[c.name, str(c.type), c.nullable] for c in reflected.columns],
        "same": same is users,
        "missing": missing,
        "ddl": str(CreateTable(users)),
        "mysql": [mysql.ENUM("'a'", "b", quoting="auto").enums, list(mysql.SET("a", quoting="unquoted").values)],
    }
