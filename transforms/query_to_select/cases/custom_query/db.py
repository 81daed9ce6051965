from sqlalchemy import Column, Integer
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Query, sessionmaker

Base = declarative_base()


class Visible(Query):
    def __iter__(self):
        return super().__iter__()


Session = sessionmaker(query_cls=Visible)


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


def users():
    return Session().query(User).all()
