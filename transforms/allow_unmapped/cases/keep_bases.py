"""Bases for others, and classes that SQLAlchemy does not map."""
from dataclasses import dataclass

from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column


class Base(DeclarativeBase):
    pass


class ForOthers(Base):
    __abstract__ = True
    __allow_unmapped__ = True


class Plain:
    __allow_unmapped__ = True


class Data(MappedAsDataclass, Base):
    __allow_unmapped__ = True
    __tablename__ = "data"
    id: Mapped[int] = mapped_column(primary_key=True)


@dataclass
class Decorated(Base):
    __allow_unmapped__ = True
    __tablename__ = "decorated"
    id: Mapped[int] = mapped_column(primary_key=True)
