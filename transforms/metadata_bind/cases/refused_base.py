from sqlalchemy import Column, Integer, create_engine
from sqlalchemy.ext.declarative import declarative_base

engine = create_engine("sqlite://")
# The base cannot become a class of DeclarativeBase, but its engine can go.
Base = declarative_base(engine)
Other = declarative_base(bind=engine, name="Other")


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


def is_abstract(model):
    return model.__abstract__


def create():
    Base.metadata.create_all(engine)
