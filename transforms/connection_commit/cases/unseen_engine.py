import sqlite3

import sqlalchemy as sa
from sqlalchemy import text

from elsewhere import database, engine, get_engine

meta = sa.MetaData()
users = sa.Table("users", meta, sa.Column("id", sa.Integer))


def imported():
    with engine.connect() as conn:
        conn.execute(users.insert(), {"id": 1})


def called():
    with get_engine().connect() as conn:
        conn.execute(users.insert(), {"id": 1})


def given(engine):
    conn = engine.connect()
    conn.execute(text("insert into users values (1)"))
    meta.create_all(conn)
    conn.close()


def other(pool):
    with pool.connect() as conn:
        conn.execute(users.delete())
    with database.connect() as conn:
        conn.execute(users.delete())


class Store:
    def __init__(self, engine):
        self.writer = engine.connect()

    def add(self):
        self.writer.execute(users.insert(), {"id": 2})


def committed(engine):
    with engine.connect() as conn:
        conn.execute(users.insert(), {"id": 1})
        conn.commit()


def begun(engine):
    with engine.connect() as conn:
        with conn.begin():
            conn.execute(users.insert(), {"id": 1})
    with engine.begin() as conn:
        conn.execute(users.insert(), {"id": 1})


async def awaited(engine):
    async with engine.connect() as conn:
        await conn.execute(users.insert())


def files(pool, statement):
    with sqlite3.connect("x") as conn:
        conn.execute("delete from users")
    with pool.connect() as conn:
        conn.execute("delete from users")
        conn.execute(statement)
