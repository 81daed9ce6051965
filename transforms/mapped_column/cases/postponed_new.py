# settings: python=3.10
from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Note(Base):
    __tablename__ = "notes"

    id: int = Column(Integer, primary_key=True)
    # nobody has evaluated these so far, and Python 3.8 could not
    title: str | None = Column(String(40))
    tags: list[str] = Column(JSON, nullable=False)
    text: str = Column(String, nullable=False)
