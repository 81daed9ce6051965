"""Collections that are no lists."""
from datetime import datetime
from typing import Dict

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, declarative_base, mapped_column, relationship
from sqlalchemy.orm.collections import (
    InstrumentedList,
    MappedCollection,
    attribute_mapped_collection,
    column_mapped_collection,
    mapped_collection,
)

Base = declarative_base()


class Ordered(InstrumentedList):
    pass


class Sorted(Ordered):
    pass


class Keyed(Dict[str, "Note"]):
    pass


class Odd:
    __emulates__ = list


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    key: Mapped[str | None] = mapped_column(String)
    made: Mapped[datetime] = mapped_column(DateTime)


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    by_key = relationship(Note, collection_class=attribute_mapped_collection("key"))
    by_id = relationship(Note, collection_class=column_mapped_collection(Note.id), viewonly=True)
    by_date = relationship(Note, collection_class=attribute_mapped_collection("made"), viewonly=True)
    by_nothing = relationship(Note, collection_class=attribute_mapped_collection("nothing"), viewonly=True)
    by_half = relationship(Note, collection_class=mapped_collection(lambda n: n.id // 2), viewonly=True)
    plain = relationship(Note, collection_class=MappedCollection, viewonly=True)
    in_order = relationship(Note, collection_class=Sorted, viewonly=True)
    keyed = relationship(Note, collection_class=Keyed, viewonly=True)
    odd = relationship(Note, collection_class=Odd, viewonly=True)
    made = relationship(Note, collection_class=lambda: Ordered(), viewonly=True)
    asked = relationship(Note, collection_class=lambda: choose(), viewonly=True)
