import os
import tempfile
import warnings

from sqlalchemy import create_engine, text

warnings.simplefilter("ignore")
path = os.path.join(tempfile.mkdtemp(), "test.db")
engine = create_engine("sqlite:///" + path)
with engine.begin() as setup:
    setup.execute(text("create table users (name text)"))


def insert(connection, name, fail=False):
    connection.execute(text("insert into users (name) values (:name)"), {"name": name})
    if fail:
        raise ValueError(name)
    return len(name)


def add(name):
    return engine.transaction(insert, name)


def failing():
    try:
        engine.transaction(insert, "bad", fail=True)
    except ValueError as error:
        return str(error)


def inside():
    with engine.connect() as outer:
        length = outer.transaction(insert, "three")
    return length


def observe():
    results = [add("one"), failing(), inside()]
    size = engine.transaction(lambda c, plus: c.execute(text("select count(*) from users")).scalar() + plus, 10)
    other = create_engine("sqlite:///" + path)
    with other.connect() as connection:
        rows = [row[0] for row in connection.execute(text("select name from users order by name"))]
    return [results, size, rows]
