from collections import OrderedDict

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
meta = MetaData()
# Values with two characters make a dict of a tuple; one of them is the name of a column.
pairs = Table("pairs", meta, Column("k1", String(2), primary_key=True), Column("k2", String(2)))


def load(connection):
    return connection.execute(pairs.select().order_by(pairs.c.k1)).fetchall()


def each(connection):
    for row in connection.execute(pairs.select().order_by(pairs.c.k1)):
        yield row


def as_dict(row):
    return dict(row)


def by_key(row):
    return {key: row[key] for key in row.keys()}


class Store:
    def __init__(self, connection):
        self.rows = []
        self.last = None
        self.connection = connection

    def load(self):
        self.rows = load(self.connection)
        self.last = self.rows[-1]

    def names(self):
        return [row["k1"] for row in self.rows] + [self.last["k2"]]


def keyed(k1=None, k2=None):
    return [k2, k1]


def observe():
    found = {}
    with engine.connect() as connection:
        meta.create_all(connection)
        connection.execute(pairs.insert().values(k1="ab", k2="cd"))
        connection.execute(pairs.insert().values(k1="k2", k2=None))
        rows = load(connection)
        first = rows[0]
        second = rows[1]
        found["dicts"] = [as_dict(row) for row in rows] + [by_key(row) for row in each(connection)]
        found["in"] = [
            "k1" in first,
            "ab" in first,
            "k2" in second,
            "k2" not in second,
            first.has_key("k1"),
            not first.has_key("ab"),
            first.has_key("k1") == second.has_key("zz"),
        ]
        found["methods"] = [
            list(first.keys()),
            first.values(),
            first.values() + [1],
            first.items()[0][1],
            sorted(first.iterkeys()),
            next(first.itervalues()),
            [key for key, _ in first.items()],
        ]
        found["columns"] = [first[pairs.c.k2], second[pairs.c["k1"]], first[0], first[-1], list(first[:1])]
        found["spread"] = [{**first, "k3": 1}, keyed(**first), dict(first, k1=1), list(OrderedDict(second).items())]
        found["text"] = ["%(k1)s-%(k2)s" % first, "{k2}".format(**first), "{k1}".format_map(first), f"{first['k1']}"]
        found["map"] = [
            list(map(dict, connection.execute(pairs.select().order_by(pairs.c.k1)))),
            list(map(dict, rows)),
            [row["k1"] for row in sorted(rows, key=lambda row: row["k1"], reverse=True)],
        ]
        store = Store(connection)
        store.load()
        found["attributes"] = store.names()
        for row in rows:
            row = dict(row)
            row["k1"] = row["k1"] + "!"
            found.setdefault("changed", []).append(row)
        double = connection.execute(text("SELECT 'x' AS a, 'y' AS a, 'z' AS b")).first()
        found["double"] = [double["b"], list(double.values())]
        missing = connection.execute(pairs.select().where(pairs.c.k1 == "no")).first()
        found["missing"] = [missing is None, missing and missing["k1"]]
        try:
            first["zz"]
        except KeyError:
            found["unknown"] = "a KeyError"
        with Session(connection) as session:
            row = session.execute(select(pairs.c.k1, pairs.c.k2).order_by(pairs.c.k1)).first()
            found["session"] = [dict(row), row["k1"], "ab" in row, "k1" in row, list(row.keys())]
            row = session.query(pairs.c.k1, pairs.c.k2).order_by(pairs.c.k1).first()
            found["query"] = [row["k2"], dict(row), list(row.keys()), {**row}]
            found["pairs"] = dict(session.query(pairs.c.k1, pairs.c.k2).all())
    return found
