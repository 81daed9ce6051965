"""Everything is Mapped[...]."""
from typing import ClassVar, List

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Mapped, declarative_base, declared_attr, relationship


class Allowing:
    # Until all of it is annotated.
    __allow_unmapped__ = True


Base = declarative_base()


class Owned(Allowing):
    @declared_attr
    def __tablename__(cls) -> str:
        return cls.__name__.lower()


class Parent(Owned, Base):
    __table_args__: dict = {"extend_existing": True}
    limit: ClassVar[int] = 3
    label: str = "a label"

    id = Column(Integer, primary_key=True)
    kids: Mapped[List["Kid"]] = relationship("Kid", back_populates="parent")

    def name(self) -> str:
        text: str = "local"
        return text


class Kid(Base):
    __allow_unmapped__ = True

    __tablename__ = "kid"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("parent.id"), nullable=False)
    parent: "Mapped[Parent]" = relationship("Parent", back_populates="kids")


class Lone(Base):
    __tablename__ = "lone"

    __allow_unmapped__ = True

    id = Column(Integer, primary_key=True)
