from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func
from sqlalchemy.schema import CreateTable

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(5)))


def observe():
    with engine.begin() as conn:
        conn.execute(CreateTable(users, bind=engine))
        conn.execute(users.insert(), {"name": "a"})
        found = conn.execute(func.upper("b")).scalar()
        upper = conn.scalar(func.upper("c"))
        rows = conn.execute(users.select().where(users.c.id == 1).alias()).fetchall()
        later = users.select().subquery()
        more = conn.execute(later).fetchall()
    return str(CreateTable(users, bind=engine)), str(func.now(bind=engine)), found, upper, rows, more
