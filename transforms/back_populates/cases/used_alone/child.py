from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship

from base import Base


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("parent.id"))
    parent = relationship("Parent", backref="children")
