# settings: target=1.4
"""Annotations of columns and relationships stay for 1.4; 2.x has to be told to let them."""
from typing import List

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Parent(Base):
    __tablename__ = "parent"
    id: int = Column(Integer, primary_key=True)
    children: List["Child"] = relationship("Child", back_populates="parent")


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("parent.id"))
    # the one above
    parent: Parent = relationship(Parent, back_populates="children")


class Plain(Base):
    __tablename__ = "plain"
    id = Column(Integer, primary_key=True)
