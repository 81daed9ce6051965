from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))


def find(name=None, least=None):
    statement = select(users.c.id)
    if name is not None:
        statement.append_whereclause(users.c.name == name)
    if least is not None:
        statement.append_whereclause(users.c.id >= least)
    statement.append_column(users.c.name)
    statement.append_order_by(users.c.id.desc())
    return statement


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for key, name in [(1, "ed"), (2, "ed"), (3, None)]:
            connection.execute(users.insert().values(id=key, name=name))
        statements = [find(), find("ed"), find("ed", 2), find(least=2)]
        return [[list(row) for row in connection.execute(s)] + [str(s)] for s in statements]
