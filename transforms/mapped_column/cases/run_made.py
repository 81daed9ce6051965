"""Columns that functions make keep their types, NULLs and defaults; a key's type comes from what it refers to."""
from functools import partial

from sqlalchemy import (
    BigInteger, Column, ForeignKey, Index, Integer, Numeric, String, Table, UniqueConstraint, create_engine, inspect,
)
from sqlalchemy.orm import Session, declarative_base, declared_attr, relationship
from sqlalchemy.schema import CreateIndex, CreateTable

Base = declarative_base()


def key(type_=Integer):
    return Column(type_, primary_key=True)


def text(length=50, *, nullable=True, **options):
    return Column(String(length), nullable=nullable, **options)


def reference(target, *args, **options):
    return Column(ForeignKey(target), *args, **options)


def amount():
    return Column(Numeric(10, 2, asdecimal=False), nullable=False, server_default="0")


def for_table(name):
    return Column(name, Integer, nullable=False)


Needed = partial(Column, nullable=False)
Number = lambda default=None: Column(Integer, default=default)

links = Table("links", Base.metadata, for_table("a"), for_table("b"))


class Owned:
    @declared_attr
    def owner_id(cls):
        return reference("users.id", nullable=False)

    @declared_attr.cascading
    def code(cls):
        if cls.__name__ == "Post":
            return Column(String(3), default="abc")
        return Column(Integer)


class User(Base):
    __tablename__ = "users"

    id = key()
    name = text(30, nullable=False, unique=True)
    nick = text()
    total = amount()
    age = Number(18)
    mail = Needed("e_mail", String(80))
    manager_id = Column(Integer, ForeignKey("users.id"))
    __table_args__ = (UniqueConstraint(nick, mail), Index("by_age", age.desc()))


class Big(Base):
    __tablename__ = "bigs"

    id = key(BigInteger().with_variant(Integer, "sqlite"))
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    small_id = Column(Integer, ForeignKey("bigs.id"))
    short = Column(String, ForeignKey("codes.code"))


class Code(Base):
    __tablename__ = "codes"

    code = Column(String, primary_key=True)


class Ring(Base):
    __tablename__ = "rings"

    id = Column(Integer, ForeignKey("chains.id", use_alter=True, name="a"), primary_key=True)


class Chain(Base):
    __tablename__ = "chains"

    id = Column(Integer, ForeignKey("rings.id", use_alter=True, name="b"), primary_key=True)


class Post(Owned, Base):
    __tablename__ = "posts"

    id = key()
    user_id = reference("users.id", index=True)
    user = relationship(User, foreign_keys=[user_id])


class Link(Owned, Base):
    __tablename__ = "link"

    id = Column(Integer, ForeignKey("posts.id"), primary_key=True)


def observe():
    engine = create_engine("sqlite://")
    tables = [t for t in Base.metadata.sorted_tables if t.name not in ("rings", "chains")]
    Base.metadata.create_all(engine, tables=tables)
    schema = []
    for table in Base.metadata.sorted_tables:
        schema.append(sorted(line.strip(" ,") for line in str(CreateTable(table)).splitlines()))
        schema.extend(sorted(str(CreateIndex(index)) for index in table.indexes))
    with Session(engine) as session:
        user = User(name="ed", mail="e@x")
        session.add(user)
        session.flush()
        post = Post(user=user, owner_id=user.id)
        session.add_all([post, Big(user_id=user.id)])
        session.commit()
        rows = [user.id, user.nick, user.total, user.age, post.user_id, post.code]
    return {"schema": schema, "rows": rows, "attributes": [sorted(inspect(c).attrs.keys()) for c in (User, Post, Link)]}
