"""What is written before a `yield` is committed before it, whatever becomes of the generator."""

import os
import sqlite3
import tempfile

from sqlalchemy import Column, Integer, MetaData, Table, create_engine

path = os.path.join(tempfile.mkdtemp(), "a.db")
engine = create_engine("sqlite:///" + path)
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))


def written():
    done = engine.execute(users.insert().values(id=1)).rowcount
    yield done
    engine.execute(users.insert().values(id=2))
    yield engine.execute(users.select()).fetchall()
    with engine.connect() as conn:
        conn.execute(users.insert().values(id=3))
        yield 3


def observe():
    metadata.create_all(engine)
    steps = written()
    found = []
    for step in steps:
        other = sqlite3.connect(path)
        found.append(other.execute("select id from users order by id").fetchall())
        other.close()
        if step == 3:
            break
    steps.close()
    return found
