from typing import List

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
from sqlalchemy.orm import Mapped as M

Base = declarative_base()


class Parent(Base):
    __allow_unmapped__ = True
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    wrong: "Child" = relationship("Child")
    right: List["Child"] = relationship("Child", viewonly=True)
    named: M[List["Child"]] = relationship("Child", viewonly=True)


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("parent.id"))
