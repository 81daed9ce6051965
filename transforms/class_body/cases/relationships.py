from typing import Any, List

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

from elsewhere import Unknown

Base = declarative_base()


class Uncertain(Base):
    __tablename__ = "uncertain"
    id = Column(Integer, primary_key=True)
    note: str
    other: Any = relationship(Unknown)


class Wrong(Base):
    __tablename__ = "wrong"
    id = Column(Integer, primary_key=True)
    note: str
    # Several of them.
    parts: "Part" = relationship("Part")


class Part(Base):
    __tablename__ = "part"
    id = Column(Integer, primary_key=True)
    wrong_id = Column(ForeignKey("wrong.id"))
