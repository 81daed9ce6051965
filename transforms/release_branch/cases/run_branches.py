"""What a query helper for several releases answers."""

import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

VERSION = tuple(int(part) for part in sa.__version__.split(".")[:2])
HAS_NEW_SELECT = VERSION >= (1, 4)

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
engine = create_engine("sqlite://")


def columns_of(*columns):
    if HAS_NEW_SELECT:
        return sa.select(*columns)
    return sa.select(list(columns))


if VERSION < (1, 4):
    def table_names():
        return engine.table_names()
else:
    def table_names():
        """The names
of all tables."""
        return sa.inspect(engine).get_table_names()


def kind(number):
    if number == 1:
        return "one"
    elif VERSION[0] == 0:
        return "never"
    elif sa.__version__ > "1.3":
        return "some"
    else:
        return "none"


def observe():
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(users.insert(), [{"id": 1, "name": "ed"}, {"id": 2, "name": "wendy"}])
        rows = [list(row) for row in connection.execute(columns_of(users.c.name, users.c.id).order_by(users.c.id))]
    return [rows, table_names(), table_names.__doc__, kind(1), kind(2), "x" if HAS_NEW_SELECT else "y"]
