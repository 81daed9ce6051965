# settings: target=1.4
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __allow_unmapped__ = True
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
