from pathlib import Path

import sqlalchemy
from sqlalchemy import create_engine, exists, inspect, select

engine = create_engine("sqlite://")
inspect(engine).has_table("users")
inspect(engine).get_table_names()
Path("x").exists()
select(1).exists()
exists().where(True)


class Inspector(object):
    def __init__(self, engine):
        self.engine = engine

    @classmethod
    def from_engine(cls, engine):
        return cls(engine)


Inspector(engine)
Inspector.from_engine(engine)


class Database(object):
    def has_table(self, name):
        return name in self.table_names()

    def table_names(self):
        return []


Database().has_table("x")
with engine.connect() as connection:
    connection.dialect.has_table(connection, "users")
sqlalchemy.inspect(engine)
