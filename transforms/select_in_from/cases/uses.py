from sqlalchemy import Column, Integer, MetaData, Table, func, join, select, union

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer))
addresses = Table("addresses", metadata, Column("id", Integer), Column("user_id", Integer))
shared = select(users.c.id)


def direct():
    yield select(users.c.id).c.id
    yield select(users.c.id).select()
    yield select(func.count()).select_from(select(users.c.id))
    yield users.join(select(addresses.c.user_id), users.c.id == 1)
    yield join(users, union(select(users.c.id), select(addresses.c.id)), users.c.id == 1)
    yield select(select(users.c.id))


def only_from(connection):
    newest = select(func.max(addresses.c.id).label("id")).group_by(addresses.c.user_id)
    return select(users, newest.c.id).select_from(users.join(newest, newest.c.id == users.c.id))


def also_run(connection):
    found = select(users.c.id)
    connection.execute(found)
    return select(found.c.id).where(found.c.id > 1)


def once_and_run(connection):
    found = select(users.c.id)
    connection.execute(found)
    return select(func.count()).select_from(found)


def rebound(flag):
    found = select(users.c.id)
    if flag:
        found = found.where(users.c.id == 1)
    return select(func.count()).select_from(found)


def rebound_twice(flag):
    found = select(users.c.id)
    found = found.where(users.c.id == 1)
    return select(found.c.id).select_from(found)


def looped(keys):
    found = select(users.c.id)
    wanted = select(users)
    for key in keys:
        wanted = wanted.where(found.c.id == key)
    return wanted


def of_module():
    return select(shared.c.id).select_from(shared)


class Holder:
    def __init__(self):
        self.found = select(users.c.id)

    def use(self):
        return select(self.found.c.id).select_from(self.found)


def in_lists(connection):
    wanted = select(addresses.c.user_id).subquery()
    other = addresses.alias()
    both = select(addresses.c.user_id).alias("both")
    yield users.c.id.in_(wanted), users.c.id.notin_(wanted), users.c.id.in_(other)
    yield users.c.id.in_(select(addresses.c.user_id).subquery()), users.c.id.in_(both), select(both)


def joined():
    both = users.join(addresses, users.c.id == addresses.c.user_id)
    return both.alias("x"), both.alias(), both.alias(flat=True)
