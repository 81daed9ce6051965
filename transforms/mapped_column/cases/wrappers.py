from sqlalchemy import Column, Integer, String, Text
from sqlalchemy.orm import column_property, declarative_base, deferred

Base = declarative_base()


class Page(Base):
    __tablename__ = "page"

    id = Column(Integer, primary_key=True)
    body = deferred(Column(Text, nullable=False))
    notes = deferred(Column("note", Text), group="long", raiseload=True)
    draft = deferred(Column(
        Text,
        nullable=False,
    ), group="long")
    watched = column_property(Column(String(10)), active_history=True)
    documented = column_property(Column(String(10)), doc="kept")
    commented = deferred(  # large
        Column(Text),
    )
