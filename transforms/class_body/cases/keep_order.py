"""A program of 2.x: its columns have the order of 2.x from the beginning."""
from typing import Optional

from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    pass


class Stamped:
    created: Mapped[Optional[int]] = mapped_column()

    @declared_attr
    def owner(cls) -> Mapped[Optional[int]]:
        return mapped_column()


class Thing(Stamped, Base):
    __tablename__ = "thing"

    id: Mapped[int] = mapped_column(primary_key=True)
