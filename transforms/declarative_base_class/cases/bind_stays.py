from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeMeta, declarative_base

engine = create_engine("sqlite://")


class Meta(DeclarativeMeta):
    pass


Base = declarative_base(bind=engine, metaclass=Meta)
Plain = declarative_base(bind=engine, constructor=None)
Other = declarative_base(metaclass=Meta)
