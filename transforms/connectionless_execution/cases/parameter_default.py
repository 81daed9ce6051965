from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from sqlalchemy.engine import Engine

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))


def save(n, conn=engine):
    conn.execute(users.insert().values(id=n))


def annotated(n, bind: Engine = engine):
    bind.execute(users.insert().values(id=n))
