from sqlalchemy import Column, Integer
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)


class Store:
    """Looks like a session to whoever only asks it."""

    def __init__(self, rows):
        self.rows = rows

    def query(self, model):
        return self.rows[model]


def by_name_only(session):
    return session.query(User).filter(User.id > 1).all()


def annotated(session: Session):
    return session.query(User).filter(User.id > 1).all()
