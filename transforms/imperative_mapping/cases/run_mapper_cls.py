from sqlalchemy import Column, Integer, create_engine
from sqlalchemy.orm import Session, declarative_base, declared_attr, mapper
from sqlalchemy.pool import StaticPool

Base = declarative_base()
made = []


class Noted(object):
    @declared_attr
    def __mapper_cls__(cls):
        def map_(cls, *args, **options):
            mapped = mapper(cls, *args, **options)
            made.append(mapped.class_.__name__)
            return mapped

        return map_


class User(Noted, Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(id=1))
        session.commit()
        return [made, session.query(User).count()]
