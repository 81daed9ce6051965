from base import Base
from sqlalchemy import Column, String


class User(Base):
    __tablename__ = "user"

    name = Column(String(20), primary_key=True)
