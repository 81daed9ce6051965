from sqlalchemy import select

from tables import users


class UserCache:
    def __init__(self, connection):
        self._all = {}
        self.connection = connection

    def refresh(self):
        rows = self.connection.execute(select([users.c.id, users.c.name])).fetchall()
        self._ids = {row[1]: row[0] for row in rows}
        self._all = {row[1]: row for row in rows}
        self._all["nobody"] = {"id": None, "name": "nobody"}

    def named(self, name):
        found = self._all.get(name)
        if found is not None:
            return found
        self.refresh()
        return self._all[name]

    def get_all(self):
        return self._all.values()


class OnlyRows:
    def __init__(self, engine):
        self.connection = engine.connect()

    def get_all(self):
        return self.connection.execute(select([users.c.id, users.c.name])).fetchall()
