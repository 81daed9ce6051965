import warnings

from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.pool import StaticPool

warnings.simplefilter("ignore")
engine = create_engine("sqlite://", poolclass=StaticPool)
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("age", Integer))
notes = Table("notes", metadata, Column("id", Integer, primary_key=True))


def count(connection, table, plus=0):
    return len(connection.dialect.get_columns(connection, table)) + plus


def observe():
    before = [engine.table_names(), engine.has_table("users"), users.exists(engine)]
    users.create(engine)
    after = [engine.table_names(), engine.has_table("users"), users.exists(bind=engine), notes.exists(engine)]
    with engine.connect() as connection:
        inside = [
            engine.table_names(None, connection),
            connection.run_callable(count, "users", plus=10),
            connection.dialect.has_table(connection, "users"),
            users.exists(connection),
        ]
    asked = [
        engine.run_callable(engine.dialect.has_table, "notes"),
    ]
    inspector = Inspector.from_engine(engine)
    found = [inspector.get_table_names(), [c["name"] for c in Inspector(engine).get_columns("users")]]
    return [before, after, inside, asked, found]
