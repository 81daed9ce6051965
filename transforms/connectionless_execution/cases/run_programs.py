"""Engines and connections in the shapes of real programs; looked at from a second connection."""

import contextlib
import os
import sqlite3
import tempfile

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.exc import IntegrityError

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


class Repo:
    def __init__(self, engine):
        self.engine = engine

    def add(self, name):
        self.engine.execute(users.insert(), name=name)

    def names(self):
        return [r.name for r in self.engine.execute(users.select().order_by(users.c.id))]

    def first(self):
        row = self.engine.execute("select name from users order by id limit 1").fetchone()
        if row is None:
            return None
        return row[0]

    def lookup(self, name):
        try:
            result = self.engine.execute(users.select().where(users.c.name == name))
            row = result.fetchone()
            if row:
                return row[0]
        finally:
            pass
        return -1

    def each(self):
        result = self.engine.execute("select id, name from users order by id")
        while True:
            row = result.fetchone()
            if row is None:
                break
            yield row[1]

    def batches(self):
        result = self.engine.execute("select name from users order by id")
        rows = result.fetchmany(2)
        found = []
        while rows:
            found.append([r[0] for r in rows])
            rows = result.fetchmany(2)
        return found

    def both(self):
        a, b = self.engine.execute("select count(*) from users").scalar(), self.engine.scalar("select max(id) from users")
        return a, b

    def nested(self):
        found = {}
        for row in self.engine.execute("select id, name from users order by id"):
            for other in self.engine.execute(text("select name from users where id > :i"), i=row[0]):
                found.setdefault(row[1], []).append(other[0])
        return found

    def upsert(self, name):
        try:
            self.engine.execute(users.insert(), name=name)
        except IntegrityError:
            self.engine.execute(users.update().where(users.c.name == name).values(name=name + "!"))
            return "updated"
        else:
            count = self.engine.execute("select count(*) from users").scalar()
        return count

    def many(self, rows):
        self.engine.execute(users.insert(), rows)

    def chain(self):
        return dict(self.engine.execute("select name, id from users where id < 3").fetchall())

    def gen(self):
        return sum(r[0] for r in self.engine.execute("select id from users"))

    def drop(self, name):
        if self.engine.execute(users.delete().where(users.c.name == name)).rowcount == 0:
            raise KeyError(name)

    def with_conn(self):
        with self.engine.connect() as connection:
            before = connection.execute("select count(*) from users").scalar()
            self.engine.execute(users.insert(), name="inner")
            after = connection.execute("select count(*) from users").scalar()
        return before, after


def two_in_try(names):
    conn = engine.connect()
    try:
        for name in names:
            conn.execute(users.insert().values(name=name))
    except IntegrityError:
        return "failed"
    finally:
        conn.close()
    return "ok"


def with_block_error():
    with contextlib.suppress(IntegrityError):
        with engine.connect() as c:
            c.execute(users.insert(), {"name": "w1"})
            c.execute(users.insert(), {"name": "w1"})


def observe():
    metadata.create_all(engine)
    repo = Repo(engine)
    out = [repo.first()]
    for n in "abc":
        repo.add(n)
    out += [repo.names(), repo.first(), repo.lookup("b"), repo.lookup("zz"), list(repo.each()), repo.batches(), repo.both(), repo.nested()]
    out += [repo.upsert("a"), repo.upsert("new"), stored()]
    repo.many([{"name": "m1"}, {"name": "m2"}])
    out += [stored(), repo.chain(), repo.gen()]
    repo.drop("m1")
    try:
        repo.drop("m1")
    except KeyError:
        out.append("gone")
    out.append(stored())
    out.append(repo.with_conn())
    out.append(two_in_try(["t1", "t2", "t1", "t3"]))
    out.append(stored())
    with_block_error()
    out.append(stored())
    return out

