"""Rows that go where dictionaries go, too: they become mappings where they are made."""
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool)
users = Table("users", MetaData(), Column("id", Integer), Column("name", String(20)))


def find(name):
    with engine.connect() as connection:
        row = connection.execute(select([users.c.id, users.c.name]).where(users.c.name == name)).first()
        if row is None:
            return {"id": None, "name": name}
        return row


def default(name):
    with engine.connect() as connection:
        return connection.execute(select([users.c.id]).where(users.c.name == name)).fetchone() or {"id": 0}


# Some read it by position: it stays a row, and who reads it by key is told.
def positional(name):
    with engine.connect() as connection:
        row = connection.execute(select([users.c.id]).where(users.c.name == name)).fetchone()
        if row is None:
            return (0,)
        return row


def show(row):
    return "%s/%s" % (row["id"], row["name"])


def both():
    out = [show({"id": 9, "name": "dict"})]
    with engine.connect() as connection:
        for row in connection.execute(select([users.c.id, users.c.name])):
            out.append(show(row))
    return out


def collected():
    found = []
    found.append({"id": -1, "name": "first"})
    with engine.connect() as connection:
        for row in connection.execute(select([users.c.id, users.c.name])):
            found.append(row)
    return [each["name"] for each in found]


def by_name():
    known = {}
    known["nobody"] = dict(id=None, name="nobody")
    with engine.connect() as connection:
        for row in connection.execute(select([users.c.id, users.c.name])):
            known[row[1]] = row
    return [(key, each["id"], dict(each)) for key, each in known.items()]


class Cache:
    def __init__(self):
        self._all = {}

    def refresh(self):
        with engine.connect() as connection:
            rows = connection.execute(select([users.c.id, users.c.name])).fetchall()
        self._all = {row[1]: row for row in rows}
        self._all["guest"] = {"id": 0, "name": "guest"}

    def named(self, name):
        found = self._all.get(name)
        if found is not None:
            return found
        self.refresh()
        return self._all[name]

    def get_all(self):
        return self._all.values()


def observe():
    with engine.begin() as connection:
        users.create(connection)
        connection.execute(users.insert(), [{"id": 1, "name": "ed"}, {"id": 2, "name": "jo"}])
    cache = Cache()
    first = cache.named("ed")
    return [
        find("ed")["id"],
        find("x")["name"],
        dict(find("jo")),
        default("ed")["id"],
        default("q")["id"],
        positional("ed")[0],
        positional("q")[0],
        both(),
        collected(),
        by_name(),
        first["id"],
        first.name,
        cache.named("guest")["id"],
        [dict(**each) for each in cache.get_all()],
        "%(name)s" % cache.named("jo"),
    ]
