"""What functions with an annotation say of table and mapper."""
from typing import Any, Dict

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, declared_attr

Base = declarative_base()


class Named:
    @declared_attr
    def __tablename__(cls) -> str:
        return cls.__name__.lower()

    @declared_attr
    def __mapper_args__(cls) -> Dict[str, Any]:
        return {"eager_defaults": True}

    @declared_attr
    def __table_args__(cls):
        return {"info": {"of": cls.__name__}}


class Thing(Named, Base):
    id = Column(Integer, primary_key=True)
    name = Column(String(5), server_default="x")


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Thing())
        session.commit()
        name = session.query(Thing).one().name
    return [Thing.__tablename__, Thing.__mapper__.eager_defaults, Thing.__table__.info, name]
