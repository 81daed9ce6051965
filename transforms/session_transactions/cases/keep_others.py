import django.db
from neo4j import Driver
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


def same(session: Session, other: Session):
    session.begin()
    session.begin(nested=True)
    with session.begin():
        pass
    with session.begin_nested():
        other.commit()
    with session.begin_nested() as savepoint:
        savepoint.rollback()
    savepoint = session.begin_nested()
    savepoint.commit()
    session.commit()
    return session.begin_nested()


def look_alikes(connection, thing):
    with Driver().session().transaction() as transaction:
        transaction.commit()
    thing.transaction.rollback()
    django.db.transaction.autocommit
    thing.begin_nested()
    thing.begin(subtransactions=True)
    connection.begin_nested()
    with engine.connect() as connection:
        connection.begin_nested()
