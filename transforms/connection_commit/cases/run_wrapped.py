"""A layer that keeps an engine, handed down to subclasses, and what it loads in pieces."""

import os
import sqlite3
import tempfile

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

path = os.path.join(tempfile.mkdtemp(), "case.db")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), unique=True))


def stored():
    other = sqlite3.connect(path)
    try:
        return [row[0] for row in other.execute("select name from users order by id")]
    finally:
        other.close()


class Layer:
    def __init__(self, engine, table):
        self.engine, self.table = engine, table


class Loader(Layer):
    def load(self, names, size):
        connection = self.engine.connect()
        try:
            for start in range(0, len(names), size):
                connection.execute(self.table.insert(), [{"name": name} for name in names[start:start + size]])
        finally:
            connection.close()

    def rename(self, old, new):
        with self.engine.connect() as connection:
            statement = self.table.update().where(self.table.c.name == old).values(name=new)
            return connection.execute(statement).rowcount


def observe():
    engine = create_engine("sqlite:///" + path)
    metadata.create_all(engine)
    loader = Loader(engine, users)
    seen = []
    loader.load(["a", "b", "c"], 2)
    seen.append(stored())
    try:
        loader.load(["d", "e", "f", "a"], 2)
    except Exception as error:
        seen.append(type(error).__name__)
    seen.append(stored())
    seen.append(loader.rename("a", "z"))
    seen.append(stored())
    return seen
