"""Rows with an entity and values that cannot be hashed, and other rows and collections that repeat."""

import functools

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, case, create_engine, func, orm
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, relationship
from sqlalchemy.orm import relationship as related
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class Account(Base):
    __tablename__ = "accounts"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    data = Column(JSON)
    lines = related("Line", lazy="joined")


class Line(Base):
    __tablename__ = "lines"
    id = Column(Integer, primary_key=True)
    title = Column(String(20))
    account_id = Column(Integer, ForeignKey("accounts.id"))


joined = functools.partial(orm.relationship, lazy="joined")


class Shop(Base):
    __tablename__ = "shops"
    id = Column(Integer, primary_key=True)
    shelves = joined("Shelf")


class Shelf(Base):
    __tablename__ = "shelves"
    id = Column(Integer, primary_key=True)
    shop_id = Column(Integer, ForeignKey("shops.id"))


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def rows(session: Session):
    found = [
        session.query(Account, Account.data).all(),
        session.query(Account, Line, Account.data["a"]).join(Line).all(),
        session.query(Account, Line.title).join(Line).all(),
        session.query(Account, Line.title + "x").join(Line).all(),
        session.query(Account, case((Line.id > 0, "all"), else_="none")).join(Line).all(),
        session.query(Line, func.lower(Line.title), func.count(Line.id)).group_by(Line.title).all(),
    ]
    return [[[repr(value) for value in row if not isinstance(value, Base)] for row in rows] for rows in found]


def eager(session: Session):
    return [
        session.query(Account).one().id,
        session.query(Account.data).one()[0],
        session.query(Account.data).scalar(),
        [len(shop.shelves) for shop in session.query(Shop)],
    ]


class Reader:
    def __init__(self, session: Session):
        self.session = session

    def close(self):
        self.session = None

    def count(self):
        query = self.session.query(Line)
        self.close()
        return query.count()


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        lines = [Line(id=1, title="the same"), Line(id=2, title="the same")]
        session.add(Account(id=1, name="a", data={"a": [1]}, lines=lines))
        session.add(Shop(id=1, shelves=[Shelf(id=1), Shelf(id=2)]))
        session.commit()
        return [rows(session), eager(session), Reader(session).count()]
