from sqlalchemy import Column, Integer, MetaData, Table, create_engine

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))


def written():
    with engine.connect() as conn:
        yield conn.execute(users.insert().values(id=1)).rowcount
        done = conn.execute(users.insert().values(id=2)).rowcount
        yield done
