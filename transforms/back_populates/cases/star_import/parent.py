from sqlalchemy import Column, Integer

from base import Base


class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
