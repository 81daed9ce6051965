from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


def columns(name, form):
    form.get_property(name)
    return User.__mapper__.get_property(name).columns
