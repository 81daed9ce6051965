from sqlalchemy import Column, Integer, MetaData, Table, create_engine

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))
insert = users.insert()


def values_by_keyword(conn, number, session):
    conn.execute(insert, id=number)
    conn.execute(users.insert(), id=number)
    conn.execute(users.insert(), {"id": 1}, {"id": 2})
    conn.execute(users.insert().values(id=1))
    session.execute(users.insert(), bind=engine)


def made_if_missing(conn=None):
    conn = conn or engine.connect()
    conn.execute("select 1")
    conn.execute(users.insert().values(id=1))


def made_in_a_branch(conn=None):
    if not conn:
        conn = engine.connect()
    conn.execute("select '%'")


async def of_another_library(conn):
    await conn.execute(users.insert(), id=1)
