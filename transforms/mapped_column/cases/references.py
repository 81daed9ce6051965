from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, func
from sqlalchemy.orm import column_property, declarative_base, relationship

from search import vector

Base = declarative_base()


class Person(Base):
    __tablename__ = "person"

    id = Column(Integer, primary_key=True)
    # Of these two the body makes an expression: without a type it would be another one.
    first = Column(String, nullable=False)
    last = Column(String, nullable=False)
    full = column_property(first + " " + last)
    boss_id = Column(Integer, ForeignKey("person.id"))
    boss = relationship("Person", remote_side=[id], foreign_keys=boss_id)
    date = Column(Date, default=date.today)
    size = Column(Integer, nullable=False)
    size_name = size.name
    size_type = size.type
    rank = Column(Integer)
    searched = Column(String)
    document = vector(searched)
    listed = Column(String)
    columns = [listed]
    other = Column(Integer)
    alias = other
    __table_args__ = (
        CheckConstraint(size > 5, name="size"),
        Index("rank", rank.desc(), func.lower(first)),
    )
