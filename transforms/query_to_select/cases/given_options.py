from sqlalchemy import Column, Integer
from sqlalchemy.orm import Session, declarative_base, joinedload

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)


def by_default(session: Session, options=()):
    return session.query(User).options(options).all()


def by_call(session: Session, options):
    return session.query(User).options(options).all()


def packed(session: Session, *options):
    return session.query(User).options(options).all()


def one(session: Session, option):
    return session.query(User).options(option).all()


def use(session: Session):
    by_call(session, [joinedload("*")])
    one(session, joinedload("*"))
