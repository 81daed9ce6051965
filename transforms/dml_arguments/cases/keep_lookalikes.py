import dataset
from sqlalchemy import Column, Integer, MetaData, Table, delete, insert, update
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))


def look(session: Session, anything, row, settings: dict, table):
    users.insert()
    users.insert().values(id=1)
    users.update().where(users.c.id == 1).values({"id": 2})
    users.delete().where(users.c.id == 1)
    insert(users)
    update(users).values(id=1)
    delete(users)
    session.delete(row)
    session.query(anything).update({"id": 1})
    session.query(anything).delete(False)
    settings.update({"a": 1})
    settings.update(values=1, inline=True)
    [].insert(0, row)
    anything.update(1, {"a": 2})
    anything.insert(values=row)
    anything.delete(row)
    dataset.connect()["users"].insert(dict(name="x"))
    table.insert(dict(name="x"))
    return table.update(dict(name="x"), ["id"])
