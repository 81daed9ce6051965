# settings: unsafe
from sqlalchemy import Column, Integer, MetaData, Table, func, select

users = Table("users", MetaData(), Column("id", Integer))
shared = select(users.c.id)
kept = []


def local(name, connection):
    found = select(users.c.id)
    found.append_whereclause(users.c.id == name)
    found.append_from(users)
    if name:
        found.append_order_by(users.c.id, users.c.id.desc())
        found.append_group_by(users.c.id)
    found.append_having(func.count() > 1)
    found.append_prefix("DISTINCT")
    found.append_correlation(users)
    found.append_column(
        # one more
        users.c.id
    )
    connection.execute(found)
    return found


def given(statement):
    statement.append_whereclause(users.c.id == 1)


def of_module():
    shared.append_whereclause(users.c.id == 1)


def aliased():
    found = select(users.c.id)
    other = found
    found.append_whereclause(users.c.id == 1)
    return other


def handed():
    found = select(users.c.id)
    kept.append(found)
    found.append_whereclause(users.c.id == 1)


def used():
    found = select(users.c.id)
    return found.append_whereclause(users.c.id == 1)


class Report:
    def __init__(self):
        self.found = select(users.c.id)

    def narrow(self):
        self.found.append_whereclause(users.c.id == 1)


def base():
    return shared


def from_elsewhere():
    found = base()
    found.append_whereclause(users.c.id == 1)
    return found
