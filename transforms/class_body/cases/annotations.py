from typing import Any, ClassVar

from sqlalchemy import Column, Integer
from sqlalchemy.orm import Mapped, declarative_base

Base = declarative_base()


class Thing(Base):
    """Something."""

    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    # What is shown.
    label: str  # set by the view
    other: "int"


class Allowed(Base):
    __allow_unmapped__ = True
    __tablename__ = "allowed"
    id = Column(Integer, primary_key=True)
    note: str


class Child(Allowed):
    more: str


class Line(Base): __tablename__ = "line"; id = Column(Integer, primary_key=True); note: str
