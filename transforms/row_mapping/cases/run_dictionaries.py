from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool)
metadata = MetaData()
table = Table("t", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))


class Cache:
    def __init__(self, connection):
        self.connection = connection
        self._rows = {}

    def _fill(self):
        result = self.connection.execute(table.select()).fetchall()
        self._rows = {row[0]: row for row in result}

    def all(self):
        if not self._rows:
            self._fill()
        return self._rows.values()

    def get(self, key):
        return self._rows[key]


class Item:
    def __init__(self, id, name):
        self.label = "%s:%s" % (id, name)


def by_name(connection):
    rows = {}
    for row in connection.execute(table.select()):
        rows[row["name"]] = row
    return rows


def plain():
    settings = {"a": {"name": 1}}
    return settings["a"]["name"]


def observe():
    connection = engine.connect()
    with connection.begin():
        metadata.create_all(connection)
        connection.execute(table.insert(), [{"name": "name"}, {"name": "id"}])
    cache = Cache(connection)
    found = by_name(connection)
    seen = [
        [Item(**row).label for row in cache.all()],
        cache.get(1)["name"],
        found["id"]["id"],
        ["name" in row for row in found.values()],
        {key: row["id"] for key, row in found.items()},
        plain(),
    ]
    connection.close()
    return seen
