from sqlalchemy import Column, Identity, Integer, String
from sqlalchemy.orm import declarative_base

from config import STRICT, columns

Base = declarative_base()


class Person(Base):
    __tablename__ = "person"

    id = Column(Integer, primary_key=True)
    part = Column(Integer, primary_key=True, nullable=False)
    odd = Column(Integer, primary_key=True, nullable=True)
    maybe_key = Column(Integer, primary_key=STRICT)
    unsaid = Column(String(10))
    yes = Column(String(10), nullable=True)
    no = Column(String(10), nullable=False)
    depends = Column(String(10), nullable=not STRICT)
    numbered = Column(Integer, Identity())
    from_outside = Column(String(10), **columns)
    untyped = Column()
    untyped_too = Column("u2", nullable=False)
