from sqlalchemy import Column, String

from .base import Model
from .stamped import Stamped


class Thing(Stamped, Model):
    __tablename__ = "thing"

    name = Column(String(20))
