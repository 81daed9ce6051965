from sqlalchemy import Column, ForeignKey, Integer, String, Table, desc
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()

from sqlalchemy.ext.declarative import declared_attr


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    taken = Column(Integer)
    parent_id = Column(ForeignKey("a.id"))


class SubA(A):
    late = 1


class Mixin:
    @declared_attr
    def a(cls):
        return relationship("A", backref="many")


NAME = "b"
OPTIONS = {}


def order():
    return None


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    other_id = Column(ForeignKey("a.id"))
    a1 = relationship("A", backref="taken")
    a2 = relationship("A", backref="late")
    a3 = relationship("A", backref=NAME)
    a4 = relationship("A", backref=backref("b4", **OPTIONS))
    a5 = relationship("A", backref="twice")
    a6 = relationship("A", backref="twice")
    a7 = relationship("Unknown", backref="b7")
    a8 = relationship("A", primaryjoin="B.a_id == remote(A.id)", backref="b8")
    a9 = relationship("A", backref="metadata")
    a10 = relationship("A", backref="not a name")
    a11 = relationship("A", backref=None)
    sub = relationship("A", foreign_keys=[a_id], backref=backref("b12", info=order(a_id)))


class SubB(B):
    b = relationship("B", backref="subs")


class Inline(Base): __tablename__ = "inline"; id = Column(Integer, primary_key=True)


class C(Base):
    __tablename__ = "c"
    id = Column(ForeignKey("inline.id"), primary_key=True)
    inline = relationship(Inline, backref="c")


relationship("A", backref="outside")
