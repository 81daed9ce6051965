from sqlalchemy import Column, ForeignKey, Integer, String, Table, desc
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))

    children = relationship("Node", backref=backref("parent", remote_side=[id]), post_update=True)


class Place(Base):
    __tablename__ = "place"
    id = Column(Integer, primary_key=True)
    inside_id = Column(ForeignKey("place.id"), nullable=False)
    inside = relationship("Place", remote_side="Place.id", backref="holds")
