import inspect

from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from sqlalchemy.engine import reflection
from sqlalchemy.engine.reflection import Inspector

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))


class Repository(object):
    def __init__(self):
        self.engine = create_engine("sqlite://")

    def tables(self):
        return set(self.engine.table_names(schema="main"))

    def check(self, name):
        if not self.engine.has_table(name, "main"):
            raise KeyError(name)
        return self.engine.dialect.has_table(
            self.engine,
            name,
            schema="main",
        )


def ask(connection):
    print(inspect.getsource(ask))
    engine.table_names("main", connection)
    engine.table_names(connection=connection)
    (engine).has_table("users")
    users.exists(engine), users.exists(bind=engine), users.exists()
    metadata.tables["users"].exists(engine)
    engine.dialect.has_table(connection, "users")
    engine.dialect.get_table_names(engine)
    Inspector.from_engine(engine)
    reflection.Inspector.from_engine(bind=engine).get_primary_keys("users")
    Inspector(engine)
    engine.run_callable(engine.dialect.has_table, "users", schema=None)
    engine.run_callable(lambda c: c.execute("x"))
    engine.drop(users, checkfirst=True)
    engine.create(users)
    with engine.connect() as conn:
        conn.run_callable(load, 1, key=2)
        conn.run_callable(lambda c: c)
        conn.dialect.has_table(conn, "users")


def guess(engine, other):
    engine.has_table("x")
    other.has_table("x")
