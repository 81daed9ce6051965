from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, relationship

from base import Base


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    position = Column(Integer)
    parent_id = Column(ForeignKey("parent.id"), nullable=False)
    second_id = Column(ForeignKey("parent.id"))
    parent = relationship("Parent", foreign_keys=[parent_id], backref=backref("children", order_by=position.asc()))
    second = relationship("Parent", foreign_keys=second_id, backref=backref("seconds", collection_class=set))
    third = relationship(
        "Parent", foreign_keys=second_id, viewonly=True, backref=backref("only", uselist=False))
