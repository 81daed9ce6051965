import json
from collections import OrderedDict
from operator import itemgetter

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.engine import Row

engine = create_engine("sqlite://")
meta = MetaData()
users = Table("users", meta, Column("id", Integer, primary_key=True), Column("name", String))
conn = engine.connect()


class Store:
    def __init__(self):
        self.rows = []
        self.first = None

    def load(self):
        self.rows = conn.execute(users.select()).fetchall()
        self.first = conn.execute(users.select()).first()

    def names(self):
        return [row["name"] for row in self.rows]

    def show(self):
        return dict(self.first)


def load():
    return conn.execute(users.select()).fetchall()


def stream():
    for row in conn.execute(users.select()):
        if row["name"]:
            yield row


def by_key(row):
    # each key by its name
    return {key: row[key] for key in row.keys()}


def fields(row, key="name"):
    found = row.has_key("id") and not row.has_key(key if key else "id")
    if found == row.has_key("id"):
        pass
    kept = row.values()
    for key, value in row.items():
        print(key, value)
    return kept, list(row.values()), row.keys(), row.items(), next(row.iterkeys()), [v for v in row.itervalues()]


for row in load():
    fields(row)
    by_key(row)
    print(row[0], row[-1], row[:1], row.name, len(row), row == (1, "a"))
    a, b = row
    row = dict(row)
    row["name"] = row["name"].upper()

for row in stream():
    print(
        row[  # the name
            "name"
        ],
        f"{row['name']}: {row['id']:>3}",
    )

rows = load()
for position, row in enumerate(rows):
    for index in range(2):
        print(row[index], row[position % 2])
    for name in ("id", "name"):
        print(row[name], row[users.c.name], row[users.c["id"]])
for one, (two, three) in zip(rows, zip(rows, [1, 2])):
    print(one["id"], two["id"], three)
names = sorted(rows, key=lambda r: r["name"])
dicts = list(map(dict, conn.execute(users.select())))
more = list(map(dict, rows))
ids = list(map(lambda r: r["id"], rows))
both = {**rows[0], "a": 1, **rows[1]}
kept = dict(rows[0], a=1), OrderedDict(rows[0]), dict(**rows[0])
texts = "%(id)s %(name)s" % rows[0], "{name}".format(**rows[0]), "{name}".format_map(rows[0])
print((conn.execute(users.select())
       .first())["name"], (rows or [])[0]["id"])
known = {}
known.update(rows[0])
if "name" in rows[0] and "id" not in rows[0]:
    pass


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Row):
            return dict(o)
        return super().default(o)


def copied(table):
    keys = [column.name for column in table.c if column.primary_key]
    for row in conn.execute(table.select()):
        yield {key: row[key] for key in keys}, row.keys()[0]
