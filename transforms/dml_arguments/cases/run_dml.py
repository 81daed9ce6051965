import os
import tempfile

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, delete, insert, text, update

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))


def rename(name, where=None):
    return users.update(where, {"name": name})


def drop(where=None):
    return delete(users, where)


def statements():
    yield users.insert({"id": 1, "name": "ed"})
    yield users.insert(values=[{"id": 2, "name": "ed"}, {"id": 3, "name": None}])
    yield insert(users, dict(id=4, name="jack"), inline=True)
    yield users.insert(prefixes=["OR REPLACE"], values={"id": 4, "name": "john"})
    yield users.insert((5, "mary"))
    yield rename("wendy", users.c.id == 2)
    yield update(users, users.c.name.is_(None), values={"name": "none"})
    yield users.update(preserve_parameter_order=True).where(users.c.id == 5).values([("name", "m"), ("id", 50)])
    yield users.delete(users.c.id == 1)
    yield drop(users.c.id == 4)
    yield None
    yield rename("all")
    yield None
    yield drop()
    yield None


def observe():
    path = os.path.join(tempfile.mkdtemp(), "users.db")
    engine = create_engine("sqlite:///" + path)
    metadata.create_all(engine)
    seen = []
    for statement in statements():
        if statement is None:
            with create_engine("sqlite:///" + path).connect() as other:
                rows = other.execute(text("SELECT id, name FROM users ORDER BY id"))
                seen.append([list(row) for row in rows])
        else:
            seen.append(str(statement))
            with engine.begin() as connection:
                seen.append(connection.execute(statement).rowcount)
    return seen
