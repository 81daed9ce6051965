from sqlalchemy import Column, Integer, MetaData, Table, create_engine, inspect

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))


def twice():
    inspector = inspect(engine)
    before = inspector.has_table("users")
    users.create(engine)
    return before, inspector.has_table("users")


def once():
    inspector = inspect(engine)
    users.create(engine)
    return inspector.has_table("users")


def fresh():
    before = inspect(engine).has_table("users")
    users.create(engine)
    return before, inspect(engine).has_table("users")
