from sqlalchemy import JSON, Column, ForeignKey, Integer, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    tags = Column(ARRAY(Integer))
    data = Column(JSONB)
    parent_id = Column(ForeignKey("items.id"))
    children = relationship("Item")


Item.children.any(name="x")
Item.children.any(Item.name == "x")
Item.name.contains("x")
Item.data.contains({"a": 1})
Item.tags.contains([1])
any([1])
session.query(Item).all()
