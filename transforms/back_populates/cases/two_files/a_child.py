from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import attribute_mapped_collection, backref, relationship

from base import Base
from b_parent import Parent


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("parent.id"))
    second_id = Column(Integer, ForeignKey(Parent.id), nullable=False)

    parent = relationship(Parent, foreign_keys=[parent_id], backref="children")
    second = relationship(
        "Parent",
        foreign_keys=lambda: Child.second_id,
        backref=backref("by_name", collection_class=attribute_mapped_collection("id")),
    )
