from sqlalchemy import Column, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased, lazyload

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)


def plain(session: Session, key):
    return session.query(User).get(key).name, session.query(User).get((key,)), session.query(User).get(ident=key)


def lines(session: Session, key):
    return (
        session.query(User)
        .get(key)
    )


def options(session: Session, key):
    session.query(User).options(lazyload("*")).get(key)
    session.query(User).populate_existing().get(key)
    session.query(User).with_for_update().get(key,)
    session.query(User).options(lazyload("*")).with_for_update(read=True).get((key, 1))


def refused(session: Session, key, keys, model):
    session.query(User).filter(User.id == key).get(key)
    session.query(aliased(User)).get(key)
    session.query(User.id).get(key)
    session.query(User).get(*keys)
    session.query(model).get(key)


def by_name(session, key):
    return session.query(User).get(key)


def apart(session: Session):
    return session.query(User).get(
        1
    )
