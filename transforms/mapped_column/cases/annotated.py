from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, List, Optional

from sqlalchemy import Column, Integer, JSON, String
from sqlalchemy.orm import Mapped, declarative_base

if TYPE_CHECKING:
    from decimal import Decimal

Base = declarative_base()


class Person(Base):
    __tablename__ = "person"

    id: int = Column(Integer, primary_key=True)
    name: str = Column(String(10), nullable=False)
    nick: str = Column(String(10))
    alias: Optional[str] = Column(String(10))
    tags: List[str] = Column(JSON, nullable=False)
    data: Any = Column(JSON)
    old: Column[str] = Column(String(3))
    quoted: "int" = Column(Integer)
    checked: Decimal = Column(JSON)
    shared: ClassVar[Any] = Column(Integer)
    age: Mapped[int] = Column(Integer)
    size: Mapped[Optional[int]] = Column(Integer, nullable=False)
    weight: Mapped[int] = Column(Integer, nullable=False)
    height: Mapped[Optional[int]] = Column(Integer)
