"""Functions that are handed to map(), filter(), sorted() and the like with rows."""

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
metadata.create_all(engine)
with engine.begin() as begun:
    begun.execute(users.insert(), [{"name": "b"}, {"name": "a"}, {"name": "b"}])


def show(row):
    return "%s: %s" % (row["id"], row["name"])


def keep(row):
    return row["name"] == "b"


def by_name(row):
    return (row["name"], -row["id"])


def joined(row, other):
    return row["name"] + other["name"]


def of_dicts(item):
    return item["name"]


def of_both(item):
    return item[0]


def observe():
    with engine.connect() as connection:
        rows = connection.execute(users.select()).fetchall()
        dicts = [{"name": row.name} for row in rows]
        copy = list(rows)
        copy.sort(key=by_name)
        return [
            list(map(show, rows)),
            [row.id for row in filter(keep, rows)],
            [row.id for row in sorted(rows, key=by_name)],
            max(rows, key=by_name).id,
            list(map(joined, rows, copy)),
            list(map(of_dicts, dicts)),
            list(map(of_both, rows)) + list(map(of_both, [(1,)])),
            [row.id for row in copy],
        ]
