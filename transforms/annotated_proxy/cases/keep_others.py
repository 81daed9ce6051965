"""Proxies whose values are not certain, and what only looks like one."""
from dataclasses import dataclass

from sqlalchemy import Column, DateTime, ForeignKey, Integer
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship

from elsewhere import association_proxy as other


class Base(DeclarativeBase):
    pass


class Mixin:
    names = association_proxy("parts", "name")


class Machine(Base):
    __tablename__ = "machines"
    id: Mapped[int] = mapped_column(primary_key=True)
    parts: Mapped[list["Part"]] = relationship("Part")
    unknown = relationship("Nothing")
    said: AssociationProxy[list[str]] = association_proxy("parts", "name")
    a = association_proxy("parts", "made")
    b = association_proxy("unknown", "name")
    c = association_proxy("parts", "missing")
    d = association_proxy(*("parts", "name"))
    e = other("parts", "name")
    f = association_proxy("parts", "machines")


class Part(Base):
    __tablename__ = "parts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column()
    made = Column(DateTime)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machines.id"))
    machines: Mapped[list[Machine]] = relationship(Machine, uselist=True, viewonly=True)


class Data(MappedAsDataclass, Base):
    __tablename__ = "data"
    id: Mapped[int] = mapped_column(primary_key=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machines.id"))
    machine: Mapped[Machine] = relationship(Machine)
    key = association_proxy("machine", "id")


def function():
    names = association_proxy("parts", "name")
    return names
