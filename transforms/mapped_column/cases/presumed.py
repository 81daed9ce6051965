from company.db import Base
from sqlalchemy import Column, Integer, String


class Named:
    name = Column(String(50), nullable=False)


class Thing(Named, Base):
    __tablename__ = "things"

    id = Column(Integer, primary_key=True)


class Part(Thing):
    weight = Column(Integer)


def make(manager):
    class Change(manager.declarative_base, object):
        __tablename__ = "changes"

        id = Column(Integer, primary_key=True)

    return Change


class Logged:
    line = Column(String, nullable=False)


def log(manager):
    class Log(manager.declarative_base, Logged):
        __tablename__ = "log"

    return Log


class Row:
    """No base that could map it."""

    __tablename__ = "rows"

    id = Column(Integer, primary_key=True)
    other = Column(Integer)
