"""Annotated relationships are what they were without."""
from __future__ import annotations

from typing import Any, List, Optional

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, Table, create_engine
from sqlalchemy.orm import Session, configure_mappers, declarative_base, declared_attr, relationship
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()

assoc = Table("assoc", Base.metadata, Column("p", ForeignKey("p.id")), Column("k", ForeignKey("k.id")))


class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("owner.id"), nullable=False)

    @declared_attr
    def owner(cls):
        return relationship("Owner")

    @declared_attr
    def again(cls):
        return relationship("Owner", viewonly=True, foreign_keys=[cls.owner_id])


class Owner(Base):
    __tablename__ = "owner"
    id = Column(Integer, primary_key=True)


class P(Owned, Base):
    __tablename__ = "p"
    id = Column(Integer, primary_key=True)
    best_id = Column(ForeignKey("k.id", use_alter=True))
    kids: List["K"] = relationship("K", foreign_keys="K.p_id", back_populates="p")
    kid: Any = relationship("K", foreign_keys="K.p_id", uselist=False, viewonly=True)
    best: "K" = relationship("K", foreign_keys=[best_id])
    many = relationship("K", secondary=assoc)
    dyn = relationship("K", secondary=assoc, lazy="dynamic", viewonly=True)
    keyed = relationship("K", secondary=assoc, viewonly=True, collection_class=attribute_mapped_collection("id"))
    group = relationship("K", secondary=assoc, viewonly=True, collection_class=set)
    marked = relationship("K", primaryjoin="P.id == foreign(K.p_id)", viewonly=True)
    marked_one = relationship("K", primaryjoin="foreign(P.best_id) == K.id", viewonly=True)


class K(Base):
    __tablename__ = "k"
    id = Column(Integer, primary_key=True)
    p_id = Column(ForeignKey("p.id"), nullable=False)
    p: Optional[P] = relationship(P, None, None, None, p_id, back_populates="kids")


class Pair(Base):
    __tablename__ = "pair"
    __table_args__ = (ForeignKeyConstraint(["a", "b"], ["spot.x", "spot.y"]),)
    id = Column(Integer, primary_key=True)
    a = Column(Integer)
    b = Column(Integer)
    spot = relationship("Spot", back_populates="pairs", cascade_backrefs=False)


class Spot(Base):
    __tablename__ = "spot"
    x = Column(Integer, primary_key=True)
    y = Column(Integer, primary_key=True)
    pairs = relationship(lambda: Pair, back_populates="spot", bake_queries=False)


class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    up_id = Column(ForeignKey("node.id"))
    down = relationship("Node", back_populates="up")
    up = relationship("Node", back_populates="down", remote_side=[id])
    marked = relationship("Node", primaryjoin="foreign(Node.up_id) == remote(Node.id)", viewonly=True)
    marked_all = relationship("Node", primaryjoin="remote(foreign(Node.up_id)) == Node.id", viewonly=True)


def observe():
    configure_mappers()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    found = {}
    for mapper in Base.registry.mappers:
        for rel in mapper.relationships:
            found["%s.%s" % (mapper.class_.__name__, rel.key)] = [
                rel.mapper.class_.__name__,
                rel.direction.name,
                rel.uselist,
                rel.lazy,
                sorted(rel.cascade),
                str(rel.primaryjoin),
            ]
    with Session(engine) as session:
        session.add(Node(id=1, down=[Node(id=2), Node(id=3)]))
        session.add(P(id=1, owner=Owner(id=1), kids=[K(id=1)], many=[K(id=2, p_id=1)]))
        session.commit()
        first, p = session.get(Node, 1), session.get(P, 1)
        values = [
            [node.id for node in first.down],
            first.up,
            [node.id for node in first.marked_all],
            session.get(Node, 2).marked.id,
            sorted(p.keyed),
            [k.id for k in p.group],
            p.dyn.count(),
            [k.id for k in p.marked],
            p.marked_one,
            p.again.id,
        ]
    return [sorted(found.items()), values]
