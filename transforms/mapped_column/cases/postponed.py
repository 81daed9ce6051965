# settings: python=3.12
from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from sqlalchemy import Column, Enum, Integer, String
from sqlalchemy.orm import declarative_base

if TYPE_CHECKING:
    from datetime import date

Base = declarative_base()


def make():
    class Colour(enum.Enum):
        red = 1

    class Thing(Base):
        __tablename__ = "thing"

        id = Column(Integer, primary_key=True)
        colour = Column(Enum(Colour))
        name = Column(String(3))

    return Thing
