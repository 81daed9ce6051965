"""A ping of each new connection, and what is committed on it afterwards."""

import tempfile

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, event, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))
engine = create_engine("sqlite:///" + tempfile.mkdtemp() + "/ping.db")
told = []


@event.listens_for(engine, "engine_connect")
def ping(connection, branch):
    if branch:
        return
    told.append(connection.scalar(select([1])))


def observe():
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(users.insert(), [{"id": 1}, {"id": 2}])
    with engine.connect() as connection:
        with connection.begin():
            connection.execute(users.insert(), [{"id": 3}])
    with engine.connect() as connection:
        found = [list(row) for row in connection.execute(users.select().order_by(users.c.id))]
    return [found, len(told)]
