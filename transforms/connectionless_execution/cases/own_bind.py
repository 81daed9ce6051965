from sqlalchemy import Column, Integer, MetaData, Table, create_engine, func, select

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))


def run():
    one = select([func.count(users.c.id)], bind=engine).scalar()
    two = users.select(bind=engine).execute().fetchall()
    three = select([users.c.id], users.c.id == 1, bind=engine).scalar()
    users.delete(users.c.id == 1, bind=engine).execute()
    return one, two, three
