from typing import Any, Iterable, List, Optional

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import (
    Session,
    column_property,
    composite,
    declarative_base,
    query_expression,
    relationship,
    synonym,
)

Base = declarative_base()


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __composite_values__(self):
        return self.x, self.y


def registered(cls):
    cls.is_registered = True
    return cls


class Place(Base):
    __tablename__ = "place"

    id: int = Column(Integer, primary_key=True)
    name: str = Column(String(10), nullable=False)
    x: int = Column(Integer)
    y: int = Column(Integer)
    shout: str = column_property(name + "!")
    title: str = synonym("name")
    point: Point = composite(Point, x, y)
    extra: int = query_expression()


class Cached(Base):
    __tablename__ = "cached"

    id: int = Column(Integer, primary_key=True)
    limit: int = 5
    # Filled by whoever asks first.
    answer: Optional[str] = None


@registered
class Parent(Base):
    __tablename__ = "parent"

    id: int = Column(Integer, primary_key=True)
    note: str
    children: "Child" = relationship("Child", back_populates="parent")
    same: Iterable["Child"] = relationship("Child", viewonly=True)
    any: Any = relationship("Child", viewonly=True)
    right: List["Child"] = relationship("Child", viewonly=True)


class Child(Base):
    __tablename__ = "child"

    id: int = Column(Integer, primary_key=True)
    parent_id: int = Column(ForeignKey("parent.id"))
    parent: Parent = relationship(Parent, back_populates="children")


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    place = Place(name="a", x=1, y=2)
    parent = Parent(children=[Child(), Child()])
    session.add_all([place, parent])
    session.commit()
    return [
        place.shout,
        place.title,
        place.point.y,
        Cached.limit,
        Cached().answer,
        parent.is_registered,
        len(parent.children),
        len(parent.same),
        len(parent.any),
        len(parent.right),
    ]
