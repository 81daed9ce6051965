from sqlalchemy import Column, Integer, MetaData, Table, create_engine

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))


def written():
    yield engine.execute(users.insert().values(id=1)).rowcount
    given = yield engine.execute(users.delete()).rowcount
    with engine.connect() as conn:
        yield conn.execute(users.insert().values(id=given)).rowcount
