"""What needs it, or may need it."""
from typing import Any, Final, Optional

import library
from somewhere import Mixin
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    __allow_unmapped__ = True


class Noted(Base):
    __tablename__ = "noted"
    id: Mapped[int] = mapped_column(primary_key=True)
    note: str


class Helper:
    cache: Optional[Any] = None


class Helped(Helper, Base):
    __allow_unmapped__ = True
    __tablename__ = "helped"
    id: Mapped[int] = mapped_column(primary_key=True)


class Foreign(Mixin, Base):
    __allow_unmapped__ = True
    __tablename__ = "foreign"
    id: Mapped[int] = mapped_column(primary_key=True)


class Other(library.Thing, Base):
    __allow_unmapped__ = True
    __tablename__ = "other"
    id: Mapped[int] = mapped_column(primary_key=True)


class Parent(Base):
    __allow_unmapped__ = True
    __tablename__ = "parent"
    id: Mapped[int] = mapped_column(primary_key=True)


class Child(Parent):
    if True:
        size: int


class Finals(Base):
    __allow_unmapped__ = True
    __tablename__ = "finals"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Final[str]


class Told(Base):
    __tablename__ = "told"
    __allow_unmapped__ = True  # the plugin wants it
    id: Mapped[int] = mapped_column(primary_key=True)


class Switched(Base):
    __tablename__ = "switched"
    __allow_unmapped__ = False
    id: Mapped[int] = mapped_column(primary_key=True)
