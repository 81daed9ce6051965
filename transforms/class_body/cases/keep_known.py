from typing import Any, ClassVar

from sqlalchemy import Column, Integer
from sqlalchemy.ext.associationproxy import AssociationProxy
from sqlalchemy.orm import Mapped, declarative_base

Base = declarative_base()


class Plain:
    note: str


class Mixin:
    note: str


class Thing(Mixin, Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    known: Mapped[int]
    shared: ClassVar[str]
    quoted: "Mapped[int]"
    names: AssociationProxy[Any]
    cache: dict = {}
