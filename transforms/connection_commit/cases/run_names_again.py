"""One name for several connections, one after the other: each has its own transaction, or none."""
import os
import sqlite3
import tempfile

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

path = os.path.join(tempfile.mkdtemp(), "names.db")
engine = create_engine("sqlite:///" + path)
users = Table("users", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(20)))


def begun_first():
    with engine.begin() as conn:
        conn.execute(users.insert().values(name="one"))
    conn = engine.connect()
    conn.execute(users.insert().values(name="two"))
    conn.close()


def begun_last():
    conn = engine.connect()
    conn.execute(users.insert().values(name="three"))
    conn.close()
    with engine.begin() as conn:
        conn.execute(users.insert().values(name="four"))


def in_blocks():
    with engine.connect() as conn:
        conn.execute(users.insert().values(name="five"))
    with engine.begin() as conn:
        conn.execute(users.insert().values(name="six"))
    with engine.connect() as conn:
        conn.execute(users.insert().values(name="seven"))


def after_rollback():
    conn = engine.connect()
    trans = conn.begin()
    conn.execute(users.insert().values(name="rolled back"))
    trans.rollback()
    conn.execute(users.insert().values(name="eight"))
    conn.close()


def after_commit():
    with engine.connect() as conn:
        trans = conn.begin()
        conn.execute(users.insert().values(name="nine"))
        trans.commit()
        conn.execute(users.insert().values(name="ten"))


def observe():
    users.create(engine)
    begun_first()
    begun_last()
    in_blocks()
    after_rollback()
    after_commit()
    with sqlite3.connect(path) as raw:
        return raw.execute("SELECT id, name FROM users ORDER BY id").fetchall()
