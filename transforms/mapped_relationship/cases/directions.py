from typing import Any, List, Optional

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()

assoc = Table("assoc", Base.metadata, Column("p", ForeignKey("p.id")), Column("k", ForeignKey("k.id")))


class P(Base):
    __tablename__ = "p"
    id = Column(Integer, primary_key=True)
    best_id = Column(ForeignKey("k.id", use_alter=True), nullable=False)
    # more than one way to K: each says which
    kids = relationship("K", foreign_keys="K.p_id")
    kid = relationship("K", foreign_keys="K.p_id", uselist=False, viewonly=True)
    best = relationship("K", foreign_keys=[best_id])
    many = relationship("K", secondary=assoc)
    dyn = relationship("K", secondary=assoc, lazy="dynamic", viewonly=True)
    keyed = relationship("K", secondary=assoc, viewonly=True, collection_class=attribute_mapped_collection("id"))
    group = relationship("K", secondary=assoc, viewonly=True, collection_class=set)
    unsure = relationship("K", primaryjoin="P.id == foreign(K.p_id)", viewonly=True)
    ambiguous = relationship("K")
    listed = relationship("K", primaryjoin="P.id == foreign(K.p_id)", viewonly=True, uselist=True)


class K(Base):
    __tablename__ = "k"
    id = Column(Integer, primary_key=True)
    p_id = Column(ForeignKey("p.id"))
    p = relationship(P, foreign_keys=p_id)


class Pair(Base):
    __tablename__ = "pair"
    __table_args__ = (ForeignKeyConstraint(["a", "b"], ["spot.x", "spot.y"]),)
    id = Column(Integer, primary_key=True)
    a = Column(Integer, nullable=False)
    b = Column(Integer, nullable=False)
    spot = relationship("Spot", back_populates="pairs")


class Spot(Base):
    __tablename__ = "spot"
    x = Column(Integer, primary_key=True)
    y = Column(Integer, primary_key=True)
    pairs = relationship(lambda: Pair, back_populates="spot")


class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    up_id = Column(ForeignKey("node.id"))
    down = relationship("Node", back_populates="up")
    up = relationship("Node", back_populates="down", remote_side=[id])
