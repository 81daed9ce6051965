# settings: unsafe
from sqlalchemy import Column, Integer, MetaData, String, Table, exists, select, text
from sqlalchemy.sql import subquery

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer), Column("name", String))
ALL = [users.c.id, users.c.name]


class Report:
    columns = (users.c.id,)

    def __init__(self):
        self.extra = []

    def statement(self):
        return select(self.columns), select(list(self.extra)), select(self.extra + ALL)


def called(columns, where=None):
    return select(columns, where)


def unseen(columns):
    return select(columns)


def grown(names):
    cols = []
    for name in names:
        cols.append(users.c[name])
    cols += [users.c.id]
    return select(cols)


def either(flag, given):
    cols = [users.c.id] if flag else users
    maybe = given
    if flag:
        maybe = [users.c.id]
    return select(cols), select(maybe)


def optional(columns=None):
    if columns is None:
        columns = ALL
    return select(columns)


def packed(*columns, **options):
    return select(columns), select([users.c.id], **options), select([users.c.id], *columns)


called([users.c.id])
optional([users.c.id])
everything = select(users.c), select(users.columns), select(c for c in users.c), select({users.c.id})
of_text = select([text("1")]), select(["*"]), select(["id", "name"])
with_star = select([*ALL, users.c.id]), select(ALL[:1])
mapped = select({"a": users.c.id}.values())
inner = subquery("x", [users.c.id], users.c.id > 3)
there = exists(ALL), exists(ALL, users.c.id == 1), exists([users.c.id, users.c.name])
doubtful = exists(users.c.id, users.c.id == 1)
