import sqlite3

import requests
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
meta = MetaData()
users = Table("users", meta, Column("id", Integer, primary_key=True), Column("name", String))


def plain(item, key):
    return item["id"], item[key], dict(item), item.keys(), {**item}, "a" in item


def from_sqlite(path):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    for row in connection.execute("SELECT 1 AS a"):
        print(row["a"], dict(row), row.keys())


def from_web():
    for row in requests.get("http://localhost").json():
        print(row["a"], dict(row), row.keys())


def on_unknown(cursor):
    for row in cursor.execute("SELECT 1 AS a").fetchall():
        print(row["a"], dict(row))


def mappings(connection):
    with engine.connect() as conn:
        for row in conn.execute(users.select()).mappings():
            print(row["id"], dict(row), "id" in row, row.keys())
        for row in conn.execute(users.select()):
            print(row._mapping["id"], row[0], row.id, row[:2], tuple(row))
            row = row._asdict()
            print(row["id"], row.keys())
        value = conn.execute(users.select()).scalar()
        print(value["json"])
        keys = conn.execute(users.select()).keys()
        names = dict(conn.execute(users.select()).fetchall())
        print(names["a"], keys)


def of_session(session: Session):
    pairs = dict(session.query(users.c.id, users.c.name).all())
    row = session.execute(text("SELECT 'ed'")).first()
    user = session.query(users).first()
    if "ed" in row or row[0] == "ed":
        return pairs[1], [dict(pair=row) for row in pairs]
    return {name: id for id, name in session.query(users.c.id, users.c.name)}, user


def rebound():
    with engine.connect() as conn:
        rows = conn.execute(users.select()).fetchall()
        rows = [{"id": row.id} for row in rows]
        for row in rows:
            print(row["id"], row.keys())
        found = {}
        for row in conn.execute(users.select()):
            found[row.id] = row.name
        for row in found.items():
            print(row[0])
        built = []
        for row in conn.execute(users.select()):
            built.append({"id": row.id})
        return [item["id"] for item in built]


def either(session: Session, query):
    row = session.execute(query).first() if query is not None else session.query(users.c.name, users.c.id).first()
    if query is None:
        row = ("ed",)
    assert "ed" in row
