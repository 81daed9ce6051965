"""Bound metadata, and statements that run themselves; looked at from a second connection."""

import os
import sqlite3
import tempfile

import sqlalchemy as sa
from sqlalchemy import Column, DDL, Integer, MetaData, String, Table, create_engine, func, select, text

path = os.path.join(tempfile.mkdtemp(), "case.db")
engine = create_engine("sqlite:///" + path)
metadata = MetaData(bind=engine)
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), unique=True))
notes = Table("notes", metadata, Column("id", Integer, primary_key=True))


def stored(sql="select name from users order by id"):
    other = sqlite3.connect(path)
    try:
        return [row[0] for row in other.execute(sql)]
    finally:
        other.close()


def tables():
    return stored("select name from sqlite_master where type = 'table' order by name")


def schema():
    users.create()
    first = tables()
    metadata.create_all(checkfirst=True)
    second = tables()
    notes.drop()
    return first, second, tables()


def writes():
    users.insert().execute(name="a")
    first = stored()
    users.insert().execute({"name": "b"}, {"name": "c"})
    users.insert().values(
        name="d",
    ).execute()
    key = users.insert().values(name="e").execute().inserted_primary_key[0]
    result = users.update(users.c.name == "e").execute(name="f")
    return first, stored(), key, result.rowcount


def failing():
    try:
        users.insert().execute(name="kept")
        users.insert().execute(name="kept")
    except Exception as error:
        return type(error).__name__, stored()


def reads():
    rows = select([users.c.name]).order_by(users.c.id).limit(2).execute().fetchall()
    count = select([func.count()]).select_from(users).scalar()
    upper = func.upper("x", bind=engine).scalar()
    own = text("select name from users where id = :id", bind=engine).execute(id=2).scalar()
    found = [name for (name,) in select([users.c.name]).where(users.c.name < "c").order_by("name").execute()]
    return rows, count, upper, own, found


def ddl():
    DDL("create table made (x integer)", bind=engine).execute()
    first = tables()
    DDL("drop table made").execute(engine)
    return first, tables()


def reflected():
    other = MetaData(bind=engine)
    other.reflect()
    third = MetaData()
    third.bind = engine
    table = Table("users", third, autoload=True)
    third.reflect(only=["users"])
    with metadata.bind.connect() as connection:
        count = connection.execute(select([func.count()]).select_from(users)).scalar()
    return sorted(other.tables), [c.name for c in table.c], count, users.bind is engine


def default():
    return sa.ColumnDefault(5).execute(engine)


def observe():
    return [schema(), writes(), failing(), reads(), ddl(), reflected(), default()]
