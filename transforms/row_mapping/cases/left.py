from operator import itemgetter

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.engine import Row

engine = create_engine("sqlite://")
meta = MetaData()
users = Table("users", meta, Column("id", Integer, primary_key=True), Column("name", String))
conn = engine.connect()
row = conn.execute(text("SELECT id, name FROM users")).first()


def either(item):
    return item["id"], item.keys(), dict(item)


either(row)
either({"id": 1})


def by_unknown(key):
    return row[key]


def branches(flag):
    found = conn.execute(users.select()).first() if flag else {"id": 1}
    return found["id"], dict(conn.execute(users.select()).first() or {})


def of_text():
    return row[users.c.name]


def of_unknown(statement):
    return conn.execute(statement).first()[users.c.name]


def asked(item: Row, name):
    return name in item


def picked():
    rows = conn.execute(users.select()).fetchall()
    rows.sort(key=itemgetter("name"))
    return sorted(rows, key=itemgetter(0)), list(map(itemgetter("id"), rows)), hasattr(rows[0], "keys")


def updated(target):
    target.update(row)


def caught():
    try:
        return conn.execute(users.select()).first()["id"]
    except TypeError:
        return None


def named(session):
    return session.execute("SELECT id FROM users").first()["id"]


def by_default(item, key="id"):
    return item[key]


by_default(row)
by_default(row, 1)
