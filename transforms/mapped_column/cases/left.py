from dataclasses import dataclass

from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import composite, declarative_base

from elsewhere import Model, Point

Base = declarative_base()


def key():
    return Column(Integer, primary_key=True)


class Unknown(Model):
    id = Column(Integer, primary_key=True)
    name = Column(String(10))


class User(Base):
    __tablename__ = "user"

    id = key()
    a = b = Column(Integer)
    point = composite(Point, Column("x", Integer), Column("y", Integer))
    if Point:
        extra = Column(String(10))


@dataclass
class Data(Base):
    __tablename__ = "data"

    id: int = Column(Integer, primary_key=True)


User.late = Column(Integer)
