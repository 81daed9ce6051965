from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, select, text
from sqlalchemy.engine import Connection

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))


def given(conn: Connection):
    conn.execute(users.insert(), {"name": "a"})


def condition():
    with engine.connect() as conn:
        if conn.execute(users.delete()).rowcount:
            print("gone")
        conn.execute(users.insert())


class Store:
    def __init__(self):
        self.connection = engine.connect()

    def add(self, name):
        self.connection.execute(users.insert(), {"name": name})
        return self.connection.execute(users.insert(), {"name": name}).rowcount


def caught(names):
    conn = engine.connect()
    known = conn.execute(select(users.c.name)).fetchall()
    for name in names:
        try:
            conn.execute(users.insert(), {"name": name})
        except Exception:
            print(known)


def after_the_end():
    conn = engine.connect()
    trans = conn.begin()
    trans.commit()
    conn.execute(users.insert())


def offered(stmt):
    with engine.connect() as conn:
        conn.execute(stmt)
