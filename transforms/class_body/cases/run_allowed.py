"""An annotation without a value leaves the mapping alone."""
from sqlalchemy import Column, Integer, String, create_engine, inspect
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Thing(Base):
    __tablename__ = "thing"

    id = Column(Integer, primary_key=True)
    name = Column(String(5))
    label: str


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        thing = Thing(name="a")
        thing.label = "shown"
        session.add(thing)
        session.commit()
        return [thing.label, thing.name, sorted(inspect(Thing).attrs.keys())]
