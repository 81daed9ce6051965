from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func, join, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
addresses = Table(
    "addresses", metadata, Column("id", Integer, primary_key=True), Column("user_id", Integer)
)


def only_from():
    newest = select(func.max(addresses.c.id).label("id"), addresses.c.user_id).group_by(addresses.c.user_id)
    both = users.join(newest, newest.c.user_id == users.c.id)
    return select(users.c.id, newest.c.id).select_from(both).order_by(users.c.id)


def also_run(connection):
    found = select(users.c.id).where(users.c.id > 1)
    count = len(connection.execute(found).fetchall())
    return select(found.c.id).where(found.c.id > count).select_from(found)


def once(connection):
    found = select(users.c.id).where(users.c.id > 1)
    connection.execute(found)
    return select(func.count()).select_from(found)


def statements(connection):
    yield only_from()
    yield also_run(connection)
    yield once(connection)
    yield select(users.c.id).select().order_by("id")
    yield select(func.count()).select_from(select(users.c.id))
    yield select(func.count()).select_from(join(users, select(addresses.c.user_id), users.c.id == 1))
    both = users.join(addresses, users.c.id == addresses.c.user_id).alias("both")
    yield select(both).order_by(both.c.addresses_id)


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for key, name in [(1, "ed"), (2, "ed"), (3, None)]:
            connection.execute(users.insert().values(id=key, name=name))
        for key, user in [(10, 1), (11, 1), (12, 3)]:
            connection.execute(addresses.insert().values(id=key, user_id=user))
        seen = []
        for statement in statements(connection):
            result = connection.execute(statement)
            seen.append([list(result.keys()), [list(row) for row in result], str(statement)])
    return seen
