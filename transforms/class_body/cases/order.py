from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base, mapped_column


class Unused:
    made = Column(Integer)


class Mixin(object):
    made = Column(Integer)


class Sorted:
    first = mapped_column(Integer, sort_order=-1)


Base = declarative_base()


class Abstract(Base):
    __abstract__ = True
    id = Column(Integer, primary_key=True)


class Thing(Mixin, Sorted, Abstract):
    __tablename__ = "thing"
    name = Column(Integer)
