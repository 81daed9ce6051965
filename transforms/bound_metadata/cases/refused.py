from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select
from sqlalchemy.orm import Session, sessionmaker

one = create_engine("sqlite://")
two = create_engine("sqlite:///two.db")
first = MetaData(bind=one)
second = MetaData(two)
users = Table("users", first, Column("id", Integer, primary_key=True))
Maker = sessionmaker()


def several():
    first.create_all()
    users.insert().execute()
    return select([users]).execute()


def asked(metadata=first):
    if not first.is_bound():
        first.bind = one
    if first.bind is None:
        raise ValueError


def given():
    first.create_all(one)
    users.create(one)
    with Session() as session:
        session.commit()


def told():
    print(select(users).bind, users.insert().bind, users.join(users).bind)
    print(session.bind)
