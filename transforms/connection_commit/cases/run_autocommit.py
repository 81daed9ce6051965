"""What connections commit, and when, looked at from a second connection, with errors in between."""

import os
import sqlite3
import tempfile

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select, text

path = os.path.join(tempfile.mkdtemp(), "case.db")
engine = create_engine("sqlite:///" + path)
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), unique=True))


def stored():
    other = sqlite3.connect(path)
    try:
        return [row[0] for row in other.execute("select name from users order by id")]
    finally:
        other.close()


def one_after_another():
    conn = engine.connect()
    conn.execute(users.insert(), {"name": "a"})
    first = stored()
    conn.execute("INSERT INTO users (name) VALUES (?)", ("b",))  # by the driver
    second = stored()
    conn.exec_driver_sql("INSERT INTO users (name) VALUES ('c')")
    third = stored()
    conn.close()
    return first, second, third, stored()


def error_in_between():
    conn = engine.connect()
    conn.execute(users.insert(), {"name": "d"})
    conn.execute(users.insert(), {"name": "d"})
    conn.execute(users.insert(), {"name": "never"})
    conn.close()


def error_caught():
    with engine.connect() as conn:
        try:
            conn.execute(users.insert(), [{"name": "e"}, {"name": "a"}])
        except Exception:
            pass
        between = stored()
        conn.execute(users.insert(), {"name": "f"})
        return between, stored()


def loop(names):
    with engine.connect() as conn:
        for name in names:
            conn.execute(users.insert(), name=name)


def counted():
    with engine.connect() as conn:
        return conn.execute(
            users.update()
            .where(users.c.name.in_(["g", "h"]))
            .values(id=users.c.id + 100)
        ).rowcount


def option(conn):
    conn.execute(text("insert into users (id, name) values (900, 'z')").execution_options(autocommit=True))
    return stored()


def own_option():
    connection = engine.connect()
    connection.execute(text("insert into users (id, name) values (901, 'y')").execution_options(autocommit=True))
    seen = stored()
    connection.close()
    return seen


def transaction():
    conn = engine.connect()
    trans = conn.begin()
    conn.execute(users.insert(), {"name": "rolled back"})
    trans.rollback()
    with conn.begin():
        conn.execute(users.insert(), {"name": "in a block"})
        inside = stored()
    conn.close()
    return inside, stored()


def before_a_transaction():
    conn = engine.connect()
    conn.execute(users.insert(), {"name": "before"})
    trans = conn.begin()
    conn.execute(users.insert(), {"name": "inside"})
    trans.rollback()
    conn.close()
    return stored()


def reading_and_writing():
    with engine.connect() as conn:
        names = [row[0] for row in conn.execute(select(users.c.name).order_by(users.c.id))]
        result = conn.execute(users.insert().values(name="read " + names[0]))
        again = conn.execute(select(users.c.name).where(users.c.id == result.inserted_primary_key[0])).scalar()
    return names, again, stored()


def not_a_write():
    with engine.connect() as conn:
        conn.execute("PRAGMA user_version")
        return conn.execute("-- comment\nINSERT INTO users (name) VALUES ('lost')").rowcount, stored()


def chained():
    engine.connect().execute(users.delete().where(users.c.name == "a"))
    return stored()


def one_line():
    with engine.connect() as c: c.execute(users.insert(), {"name": "one line"})
    return stored()


def observe():
    metadata.create_all(engine)
    found = [one_after_another()]
    try:
        error_in_between()
    except Exception as error:
        found.append([type(error).__name__, stored()])
    found.append(error_caught())
    try:
        loop(["g", "h", "a", "i"])
    except Exception as error:
        found.append([type(error).__name__, stored()])
    found.append(counted())
    found.append(own_option())
    found.append(transaction())
    found.append(before_a_transaction())
    found.append(reading_and_writing())
    found.append(not_a_write())
    found.append(chained())
    found.append(one_line())
    return found
