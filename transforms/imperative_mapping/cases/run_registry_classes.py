from dataclasses import dataclass, field
from typing import List, Optional

from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.ext.declarative import as_declarative, declared_attr
from sqlalchemy.orm import Session, joinedload, registry, relationship
from sqlalchemy.pool import StaticPool

mapper_registry = registry()


class Stamped:
    created = Column(Integer, nullable=False, default=1)

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()


@mapper_registry.mapped
class Plain(Stamped):
    id = Column(Integer, primary_key=True)
    name = Column(String(20), nullable=False)
    kids = relationship("Kid", backref="plain")


@mapper_registry.mapped
class Kid:
    __tablename__ = "kids"
    id = Column(Integer, primary_key=True)
    plain_id = Column(ForeignKey("plain.id"))


@mapper_registry.mapped
@dataclass
class User:
    __tablename__ = "users"
    __sa_dataclass_metadata_key__ = "sa"

    id: int = field(init=False, metadata={"sa": Column(Integer, primary_key=True)})
    name: Optional[str] = field(default=None, metadata={"sa": Column(String(20))})
    addresses: List["Address"] = field(default_factory=list, metadata={"sa": relationship("Address", backref="user")})


@mapper_registry.mapped
@dataclass
class Address:
    __tablename__ = "addresses"
    __sa_dataclass_metadata_key__ = "sa"

    id: int = field(init=False, metadata={"sa": Column(Integer, primary_key=True)})
    user_id: int = field(init=False, metadata={"sa": Column(ForeignKey("users.id"))})
    mail: str = field(default="", metadata={"sa": Column(String(20))})


@mapper_registry.mapped
@dataclass
class Hybrid:
    __table__ = Table(
        "hybrid",
        mapper_registry.metadata,
        Column("id", Integer, primary_key=True),
        Column("title", String(20)),
        Column("user_id", ForeignKey("users.id")),
    )
    id: int = field(init=False)
    title: Optional[str] = None
    user: Optional[User] = None

    __mapper_args__ = {"properties": {"user": relationship(User)}}


@as_declarative()
class Base(Stamped):
    id = Column(Integer, primary_key=True)

    def shout(self):
        return self.text + "!"


class Word(Base):
    text = Column(String(10))
    other_id = Column(ForeignKey("word.id"))
    other = relationship("Word", remote_side="Word.id", backref="others")


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    mapper_registry.metadata.create_all(engine)
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add_all([Plain(name="p", kids=[Kid(), Kid()]), User(name="u", addresses=[Address(mail="m"), Address(mail="n")])])
    session.add(Word(text="a", others=[Word(text="b")]))
    session.flush()
    session.add(Hybrid("t", session.query(User).get(1)))
    session.commit()
    seen = {}
    seen["plain"] = [(p.name, p.created, len(p.kids)) for p in session.query(Plain).options(joinedload("kids"))]
    seen["kid"] = [k.plain.name for k in session.query(Kid).join("plain").order_by(Kid.id)]
    seen["user"] = [repr(a) for a in session.query(Address).order_by(Address.id)]
    seen["mail"] = [u.name for u in session.query(User).join("addresses").filter(Address.mail == "n")]
    seen["hybrid"] = [h.user.name for h in session.query(Hybrid).options(joinedload("user")).filter_by(title="t")]
    seen["words"] = [(w.shout(), w.other and w.other.text) for w in session.query(Word).order_by(Word.id)]
    seen["get"] = [session.query(User).get(1).name, session.query(Hybrid).get(9)]
    seen["columns"] = [sorted(c.name for c in t.columns) for t in mapper_registry.metadata.sorted_tables + Base.metadata.sorted_tables]
    return seen
