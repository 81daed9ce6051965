from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, exists, func, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
addresses = Table(
    "addresses", metadata, Column("id", Integer, primary_key=True), Column("user_id", Integer)
)


def statements():
    counted = select(func.count(addresses.c.id)).where(addresses.c.user_id == users.c.id)
    yield select(users.c.id, counted.as_scalar()).order_by(users.c.id)
    yield select(users.c.id, counted.alias().as_scalar()).order_by(users.c.id)
    yield select(users, addresses).where(users.c.id == addresses.c.user_id).apply_labels()
    yield select(users.c.id).column(users.c.name).order_by(users.c.id)
    yield select(users).with_only_columns([users.c.name]).order_by(users.c.name)
    yield select(users.c.id, addresses.c.id).join(addresses, users.c.id == addresses.c.user_id, True)
    yield select(users.c.id, func.row_number().over(users.c.name, users.c.id)).order_by(users.c.id)
    inner = select(users.c.id).alias("inner")
    yield select(inner).order_by(inner.c.id)
    yield select(users.c.id).where(exists(select(addresses.c.id).where(addresses.c.user_id == users.c.id)))
    yield select(users.c.id).where(
        ~exists(
            select(addresses.c.id).where(addresses.c.user_id == users.c.id)
        )
    )


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for key, name in [(1, "ed"), (2, "ed"), (3, None)]:
            connection.execute(users.insert().values(id=key, name=name))
        for key, user in [(10, 1), (11, 1), (12, 3)]:
            connection.execute(addresses.insert().values(id=key, user_id=user))
        seen = []
        for statement in statements():
            result = connection.execute(statement)
            seen.append([list(result.keys()), [list(row) for row in result], str(statement)])
    froms = [table.name for table in select(users.c.id).froms]
    return [seen, froms]
