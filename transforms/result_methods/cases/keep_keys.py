from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer, primary_key=True), Column("name", String))


def rows(connection, statement):
    with engine.begin() as connection:
        result = connection.execute(users.select())
        other = connection.execute(statement)
        new = connection.execute(users.insert().returning(users.c.id))
        pairs = connection.execute(users.select()).columns("id", "name")
        names = connection.execute(users.select()).columns("name")
        return list(result.keys()), other.keys(), new.keys(), pairs, names


def others(table, frame):
    return {}.keys(), frame.keys()[0], table.columns(1), users.c.keys()


def guarded():
    with engine.begin() as connection:
        result = connection.execute(users.delete())
        if result.returns_rows:
            return result.keys()
        return result.keys() if result.returns_rows else []
