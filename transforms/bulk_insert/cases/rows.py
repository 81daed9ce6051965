# settings: unsafe
from sqlalchemy import Column, Integer
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


def add(session: Session, rows):
    session.bulk_insert_mappings(User, [{"id": 1}])
    session.bulk_insert_mappings(User, rows)
    session.bulk_insert_mappings(User, [])
    session.bulk_insert_mappings(User, [{"id": 1}], return_defaults=True)
