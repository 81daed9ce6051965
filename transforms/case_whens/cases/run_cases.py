from sqlalchemy import Column, Integer, MetaData, String, Table, case, create_engine, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
whens = [(users.c.id == 1, "one")]
whens += [(users.c.id < 3, "few")]
roles = {"ed": "admin", "wendy": "user"}


def expressions():
    yield case([(users.c.id == 1, "one"), (users.c.id < 3, "few")], else_="many")
    yield case([(users.c.id < 3, "few"), (users.c.id == 1, "one")])
    yield case(whens, else_="many")
    yield case(whens=whens)
    yield case(value=users.c.name, whens={"ed": "admin"}, else_="none")
    yield case(roles, value=users.c.name)
    yield case(whens=roles, value=users.c.name, else_="none")
    yield case([(users.c.id == i, i * 10) for i in range(3)], else_=None)


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for key, name in [(1, "ed"), (2, None), (3, "wendy"), (4, "ed")]:
            connection.execute(users.insert().values(id=key, name=name))
        return [
            [list(row) for row in connection.execute(select(users.c.id, e).order_by(users.c.id))]
            for e in expressions()
        ]
