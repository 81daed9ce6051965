from sqlalchemy import ARRAY, JSON, Column, Integer, MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    tags = Column(postgresql.ARRAY(Integer))
    data = Column(JSON)


items = Table("other", MetaData(), Column("tags", ARRAY(Integer)))
Item.tags.any(5)
Item.tags.all(5, operator=None)
Item.data.contains("x")
items.c.tags.any(1)
Column("x", JSON).contains("a")
