from typing import Any, List, Optional

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)


class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("user.id"), nullable=False)

    @declared_attr
    def owner(cls):
        return relationship("User")

    @declared_attr
    def again(cls): return relationship("User", viewonly=True, foreign_keys=[cls.owner_id])


class Thing(Owned, Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)


class SelfOwned:
    @declared_attr
    def person_id(cls):
        return Column(Integer, ForeignKey("person.id"))

    @declared_attr
    def person(cls):
        return relationship("Person")


class Person(SelfOwned, Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
