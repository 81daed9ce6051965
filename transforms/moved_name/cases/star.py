from sqlalchemy import *
from sqlalchemy.ext.declarative import *

Base = declarative_base()


class Named:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()


class User(Named, Base):
    id = Column(Integer, primary_key=True)
