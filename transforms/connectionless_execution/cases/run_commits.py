"""What an engine runs is committed at once, whatever happens next; looked at from a second connection."""

import os
import sqlite3
import tempfile

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func, select, text

path = os.path.join(tempfile.mkdtemp(), "case.db")
engine = create_engine("sqlite:///" + path)
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), unique=True))
log = Table("log", metadata, Column("id", Integer, primary_key=True), Column("line", String(80)))


def stored(table="users", column="name"):
    other = sqlite3.connect(path)
    try:
        return [row[0] for row in other.execute("select %s from %s order by id" % (column, table))]
    finally:
        other.close()


def seen():
    before = stored()
    engine.execute("INSERT INTO users (name) VALUES ('a')")
    engine.execute("INSERT INTO users (name) VALUES (?)", "b")
    engine.execute("INSERT INTO users (name) VALUES (?)", ("c",), ("d",))
    engine.execute(users.insert(), name="e")
    engine.execute(users.insert(), {"name": "f"}, {"name": "g"})
    engine.execute(users.insert().values(name="h"))
    return before, stored()


def failing():
    # The first statement stays though the second one fails.
    try:
        engine.execute(users.insert(), {"name": "kept"})
        engine.execute(users.insert(), {"name": "kept"})
        engine.execute(users.insert(), {"name": "never"})
    except Exception as error:
        return type(error).__name__, stored()


def several_rows_one_fails():
    try:
        engine.execute(users.insert(), {"name": "new1"}, {"name": "a"})
    except Exception as error:
        return type(error).__name__, stored()


def keys():
    first = engine.execute(users.insert().values(name="k1")).inserted_primary_key[0]
    result = engine.execute(users.insert().values(name="k2"))
    between = stored()
    engine.execute(log.insert(), line="user %d" % result.inserted_primary_key[0])
    count = engine.execute(users.update().where(users.c.id > first).values(name="k3")).rowcount
    return first, result.inserted_primary_key[0], between, count, result.rowcount, stored(), stored("log", "line")


def fail():
    raise RuntimeError("no")


def key_and_failure():
    result = engine.execute(users.insert().values(name="lost?"))
    try:
        fail()
    except RuntimeError:
        pass
    return result.lastrowid, stored()[-1]


def given_away(name):
    return engine.execute(users.insert().values(name=name))


def in_loop(names):
    done = []
    for name in names:
        try:
            engine.execute(users.insert(), name=name)
            done.append(name)
        except Exception:
            done.append(None)
    return done, stored()


def while_reading():
    # Both read and write: as on 1.4 by two connections.
    found = []
    for row in engine.execute(select(users.c.name).where(users.c.name.in_(["a", "b"])).order_by(users.c.id)).fetchall():
        engine.execute(log.insert(), line="saw " + row[0])
        found.append(row[0])
        if row[0] == "b":
            break
    return found, stored("log", "line")


def tables():
    engine.execute("""
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY,
    body VARCHAR DEFAULT '
  two lines
'
        )
    """)
    engine.execute("INSERT INTO notes (id) VALUES (1)")
    return engine.execute("SELECT body FROM notes").scalar(), stored("notes", "body")


def not_committed():
    # 1.4 does not look behind a comment: this one was lost.
    engine.execute("-- why\nINSERT INTO users (name) VALUES ('behind a comment')")
    engine.execute("WITH x AS (SELECT 'with' AS n) INSERT INTO users (name) SELECT n FROM x")
    return stored()


def condition():
    found = []
    if engine.execute("SELECT count(*) FROM users").scalar() > 3:
        found.append("many")
    if not engine.scalar(select(func.count()).select_from(log)):
        found.append("no log")
    if engine.execute(users.delete().where(users.c.name == "k1")).rowcount:
        found.append(stored())
    return found


def several_reads():
    result = engine.execute("SELECT name FROM users WHERE name < 'd' ORDER BY name")
    first = result.fetchone()[0]
    rest = [row[0] for row in result]
    result = engine.execute(text("SELECT name FROM users WHERE name = :n"), n="a")
    return first, rest, result.first()[0], engine.execute(select(users.c.name).where(users.c.name == "x")).first()


def generated():
    for row in engine.execute(select(users.c.name).order_by(users.c.id)):
        yield row[0]


def observe():
    metadata.create_all(engine)
    made = given_away("given")
    return [
        made.inserted_primary_key[0],
        seen(),
        failing(),
        several_rows_one_fails(),
        keys(),
        key_and_failure(),
        in_loop(["x", "x", "y"]),
        while_reading(),
        tables(),
        not_committed(),
        condition(),
        several_reads(),
        list(generated()),
    ]
