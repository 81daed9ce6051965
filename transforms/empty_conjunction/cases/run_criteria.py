from sqlalchemy import Column, Integer, MetaData, String, Table, and_, create_engine, or_, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))


def find(*criteria):
    return select(users.c.id).where(and_(*criteria)).order_by(users.c.id)


def any_of(keys):
    return select(users.c.id).where(or_(*[users.c.id == key for key in keys])).order_by(users.c.id)


def statements():
    yield find()
    yield find(users.c.id > 1)
    yield find(users.c.id > 1, users.c.name == "ed")
    yield any_of([])
    yield any_of([1, 3])
    yield select(users.c.id).where(and_(and_(*[]), users.c.id == 2))
    yield select(users.c.id).where(or_(*[])).order_by(users.c.id)
    yield select(users.c.id).where(and_()).order_by(users.c.id)


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for key, name in [(1, "ed"), (2, "ed"), (3, None)]:
            connection.execute(users.insert().values(id=key, name=name))
        return [[list(row) for row in connection.execute(statement)] for statement in statements()]
