from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, create_engine, select, text

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer), Column("name", String))


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(users.insert(), [{"id": 1, "name": "a"}, {"id": 2, "name": None}, {"id": 3, "name": "a"}])
    some = select(users.c.id).where(users.c.id.in_(bindparam("ids", expanding=True))).order_by(users.c.id)
    named = select(users.c.id).where(users.c.name == bindparam("name", type_=String)).order_by(users.c.id)
    default = select(users.c.id).where(users.c.id == bindparam("id", 2))
    with engine.connect() as connection:
        return [
            [list(row) for row in connection.execute(some.params(ids=[1, 3]))],
            [list(row) for row in connection.execute(some.params(ids=[]))],
            [list(row) for row in connection.execute(named.params(name="a", other=1))],
            [list(row) for row in connection.execute(named.params(name=None))],
            connection.scalar(default.params({})),
            connection.scalar(default.params({"id": 3})),
            connection.execute(text("select :a || :b").params(a="x", b="y")).scalar(),
        ]
