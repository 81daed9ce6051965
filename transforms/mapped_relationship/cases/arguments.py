from typing import Any, List, Optional

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    b_id = Column(ForeignKey("b.id"))
    b = relationship("B", None, ("A.b_id == B.id"), None, [b_id], cascade_backrefs=False)
    b2 = relationship("B", viewonly=True, cascade="all", backref=backref("as_", cascade_backrefs=True))


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)


relationship("B", *[None, None], None)
