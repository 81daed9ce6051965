from sqlalchemy import Column, Integer, String, TypeDecorator
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class NullString(TypeDecorator):
    """An empty string where there is no value."""

    impl = String
    coerce_to_is_types = ()

    def process_bind_param(self, value, dialect):
        return value or ""


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(NullString)
