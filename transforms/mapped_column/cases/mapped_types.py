from sqlalchemy import Column, Integer, String
from sqlalchemy.dialects.mysql import BIGINT
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    # Annotations stand for other types here: all types have to stay.
    type_annotation_map = {int: BIGINT}


class User(Base):
    __tablename__ = "user"

    id = Column(Integer, primary_key=True)
    name = Column(String)
