"""Classes map the same without the permission, and those that need it keep it."""
from typing import ClassVar, List, Optional

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, inspect
from sqlalchemy.orm import Session, declarative_base, relationship


class Allowing:
    __allow_unmapped__ = True


Base = declarative_base()
Other = declarative_base(cls=Allowing)


class Helper:
    cache: Optional[str] = None


class Parent(Base):
    __allow_unmapped__ = True
    __tablename__ = "parent"
    __table_args__: dict = {}
    limit: ClassVar[int] = 3
    label: str = "a label"
    id = Column(Integer, primary_key=True)
    name: str = Column(String(10))
    kids: List["Kid"] = relationship("Kid", back_populates="parent", order_by="Kid.id")


class Kid(Base):
    __allow_unmapped__ = True
    __tablename__ = "kid"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("parent.id"))
    parent: Optional["Parent"] = relationship("Parent", back_populates="kids")


class Helped(Helper, Base):
    __allow_unmapped__ = True
    __tablename__ = "helped"
    id = Column(Integer, primary_key=True)


class Noted(Other):
    __tablename__ = "noted"
    id = Column(Integer, primary_key=True)
    note: str


class Allowed(Allowing, Base):
    __tablename__ = "allowed"
    id = Column(Integer, primary_key=True)


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    Other.metadata.create_all(engine)
    with Session(engine) as session:
        parent = Parent(name="p", kids=[Kid(), Kid()])
        session.add_all([parent, Kid(), Helped(), Noted(), Allowed()])
        session.commit()
        maps = [sorted(inspect(c).attrs.keys()) for c in (Parent, Kid, Helped, Noted, Allowed)]
        kids = [[kid.id, kid.parent and kid.parent.name] for kid in session.query(Kid).order_by(Kid.id)]
        return [maps, kids, len(parent.kids), parent.limit, parent.label, Helped.cache]
