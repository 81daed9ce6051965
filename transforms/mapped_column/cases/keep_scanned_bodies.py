from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeMeta, declarative_base

fields = {}


class Collecting(DeclarativeMeta):
    def __init__(cls, name, bases, namespace, **kw):
        fields[name] = [key for key, value in namespace.items() if isinstance(value, Column)]
        super().__init__(name, bases, namespace, **kw)


Base = declarative_base(metaclass=Collecting)


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(20))


Plain = declarative_base()


class Listed(Plain):
    __abstract__ = True

    def __init_subclass__(cls, **kw):
        cls.listed = [key for key, value in vars(cls).items() if isinstance(value, (int, Column))]
        super().__init_subclass__(**kw)


class Item(Listed):
    __tablename__ = "items"

    id = Column(Integer, primary_key=True)
