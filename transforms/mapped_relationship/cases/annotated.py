from __future__ import annotations
from typing import Any, List, Optional

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("a.id"))
    kids: List["A"] = relationship("A")
    wrong: "A" = relationship("A", viewonly=True)
    any: Any = relationship("A", viewonly=True)
    text: "List[A]" = relationship("A", viewonly=True)
    up: Optional[A] = relationship("A", remote_side=[id], viewonly=True)
    unknown: List["A"] = relationship("A", primaryjoin="A.id == foreign(A.parent_id)", viewonly=True)


class Allowed(Base):
    __allow_unmapped__ = True
    __tablename__ = "allowed"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    a: "A" = relationship("A")
