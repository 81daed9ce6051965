"""Relationships that are assigned to classes."""
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    other = relationship("Child", viewonly=True, uselist=True, foreign_keys="Child.parent_id")


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    position = Column(Integer)
    parent_id = Column(ForeignKey("parent.id"))
    child_id = Column(ForeignKey(id))


Parent.children = relationship(
    Child, backref=backref("parent", innerjoin=False), order_by=Child.position, cascade="all, delete-orphan"
)
Child.above = relationship(Child, remote_side=[Child.id], backref=backref("below", order_by=Child.position))
Parent.twice = relationship(Child, backref="first", viewonly=True)
Parent.twice = relationship(Child, backref="second", viewonly=True)
Parent.same = relationship(Child, backref="child_id", viewonly=True)


def late():
    Child.late = relationship(Parent, backref="late", viewonly=True)
