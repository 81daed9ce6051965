from sqlalchemy import MetaData, create_engine
from sqlalchemy.ext.declarative import declarative_base

engine = create_engine("sqlite://")
metadata = MetaData(engine)
commented = MetaData(
    bind=engine,  # the engine
    schema="main",
)
named = MetaData(
    bind=engine,
    schema="main",
)
Base = declarative_base(metadata=MetaData(bind=engine))


def init(engine):
    metadata.bind = engine


def again(engine):
    metadata.bind = engine
    metadata.create_all(engine)
