from typing import ClassVar, List

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship
from elsewhere import relationship as other


class Base(DeclarativeBase):
    pass


class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    bs: Mapped[List["B"]] = relationship(back_populates="a")
    thing: ClassVar = relationship("B", viewonly=True)
    other = other("B")


class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"))
    a: "Mapped[A]" = relationship(back_populates="bs")


class D(MappedAsDataclass, Base):
    __tablename__ = "d"
    id: Mapped[int] = mapped_column(primary_key=True)
    b = relationship("B", viewonly=True)
