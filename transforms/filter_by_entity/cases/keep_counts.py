from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(20))


def count(session, name):
    return session.scalar(select(func.count()).select_from(User).filter_by(name=name))


def latest(session, name):
    return session.scalar(select(func.max(User.id)).filter_by(name=name))
