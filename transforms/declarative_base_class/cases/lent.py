from sqlalchemy import Column, Integer, MetaData, String
from sqlalchemy.ext.declarative import as_declarative, declarative_base, declared_attr
from sqlalchemy.orm import registry

metadata = MetaData()
mapper_registry = registry()


class Base(object):
    """What all models have."""

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()

    id = Column(Integer, primary_key=True)


Base = declarative_base(cls=Base, metadata=metadata)


class User(Base):
    name = Column(String(20))


@as_declarative()
class Other:
    id = Column(Integer, primary_key=True)


@as_declarative(metadata=metadata)
class Third(object):
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()


@mapper_registry.as_declarative_base()
class Fourth:
    pass


class WithInit:
    def __init__(self, **values):
        self.values = values


WithInit = declarative_base(cls=WithInit)


class Apart:
    pass


print(Apart)
Apart = declarative_base(cls=Apart)


class Part(Apart):
    __tablename__ = "part"

    id = Column(Integer, primary_key=True)
