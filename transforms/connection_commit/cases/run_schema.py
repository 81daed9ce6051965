"""DDL on connections, looked at from a second connection while the first one is open."""

import os
import sqlite3
import tempfile

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.orm import Session, declarative_base
from sqlalchemy.schema import CreateTable

path = os.path.join(tempfile.mkdtemp(), "case.db")
engine = create_engine("sqlite:///" + path)
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
Base = declarative_base()


class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    text = Column(String(20))


def tables():
    other = sqlite3.connect(path)
    try:
        return sorted(row[0] for row in other.execute("select name from sqlite_master"))
    finally:
        other.close()


def notes():
    other = sqlite3.connect(path)
    try:
        return sorted(row[0] for row in other.execute("select text from notes"))
    finally:
        other.close()


def by_hand():
    conn = engine.connect()
    metadata.create_all(conn)
    first = tables()
    metadata.drop_all(bind=conn)
    second = tables()
    conn.execute(CreateTable(users))
    third = tables()
    users.drop(conn)
    conn.close()
    return first, second, third, tables()


def in_block():
    with engine.connect() as connection:
        users.create(connection)  # with a comment
        connection.execute(users.insert(), {"name": "a"})
        Index("by_name", users.c.name).create(connection)
        found = connection.execute(select(users.c.name)).scalar()
        between = tables()
        users.drop(connection)
        return found, between, tables()


def in_transaction():
    with engine.connect() as connection:
        with connection.begin() as transaction:
            connection.execute(users.select()) if False else None
            Note.__table__.create(connection)
            transaction.rollback()
    with engine.begin() as connection:
        users.create(connection)
    found = tables()
    users.drop(engine)
    return found


class Fixture:
    """Tests that have one connection and a session on it."""

    def set_up(self):
        self.connection = engine.connect()
        if not hasattr(self, "ready"):
            self.ready = True
        self.create_tables()
        self.session = Session(bind=self.connection)

    def create_tables(self):
        Base.metadata.create_all(self.connection)

    def test(self):
        self.session.add(Note(text="x"))
        self.session.commit()
        self.session.add(Note(text="y"))
        self.session.flush()
        return notes()

    def tear_down(self):
        self.session.rollback()
        self.session.expunge_all()
        self.drop_tables()
        found = tables()
        self.connection.close()
        return found

    def drop_tables(self):
        Base.metadata.drop_all(self.connection)


class Derived(Fixture):
    def create_tables(self):
        self.connection.execute(CreateTable(users))
        Fixture.create_tables(self)

    def drop_tables(self):
        super().drop_tables()
        users.drop(self.connection)


class Store:
    """Only writes, on a connection of its own."""

    def __init__(self):
        self.writer = engine.connect()
        metadata.create_all(self.writer)

    def add(self, name):
        self.writer.execute(users.insert(), {"name": name})

    def add_both(self, one, two):
        with self.writer.begin():
            self.writer.execute(users.insert(), {"name": one})
            self.writer.execute(users.insert(), {"id": two, "name": "second"})

    def close(self):
        metadata.drop_all(self.writer)
        self.writer.close()


def names():
    other = sqlite3.connect(path)
    try:
        return sorted(row[0] for row in other.execute("select name from users"))
    finally:
        other.close()


def stored():
    store = Store()
    store.add("a")
    seen = [names()]
    try:
        store.add_both("b", 1)
    except Exception as error:
        seen.append(type(error).__name__)
    store.add("c")
    seen.append(names())
    store.add_both("d", 100)
    seen.append(names())
    store.close()
    return seen, tables()


def observe():
    seen = [by_hand(), in_block(), in_transaction(), stored()]
    for fixture in Fixture(), Derived():
        fixture.set_up()
        seen.append([tables(), fixture.test(), fixture.tear_down()])
    return seen
