# settings: target=1.4
from sqlalchemy import Column, ForeignKey, Integer, String, Table, desc
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    a = relationship("A", backref=backref("bs", lazy="dynamic", cascade_backrefs=False), viewonly=False)
