from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
meta = MetaData()
users = Table("users", meta, Column("id", Integer, primary_key=True), Column("name", String(20)))


def observe():
    found = []
    with engine.begin() as connection:
        meta.create_all(connection)
        inserted = connection.execute(users.insert().values(id=1, name="ed"))
        found.append(list(inserted.keys()))
        updated = connection.execute(text("UPDATE users SET name = 'wendy'"))
        found.append([name for name in updated.keys()])
        kept = updated.keys()
        found.append(len(kept))
        selected = connection.execute(users.select())
        found.append(list(selected.keys()))
        found.append("name" in selected.keys())
    return found
