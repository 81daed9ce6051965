"""A column that two classes of one table declare is one column."""
from sqlalchemy import Column, Integer, String, create_engine, inspect
from sqlalchemy.orm import Session, declarative_base, declared_attr
from sqlalchemy.schema import CreateTable

Base = declarative_base()


class Person(Base):
    __tablename__ = "person"

    id = Column(Integer, primary_key=True)
    type = Column(String(50))
    __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "person"}


class Engineer(Person):
    __mapper_args__ = {"polymorphic_identity": "engineer"}

    @declared_attr
    def status(cls):
        return Person.__table__.c.get("status", Column(String(30)))

    @declared_attr
    def level(cls):
        return cls.__table__.c.get("level", Column(Integer, nullable=False, default=3))


class Manager(Person):
    __mapper_args__ = {"polymorphic_identity": "manager"}

    @declared_attr
    def status(cls):
        return Person.__table__.c.get("status", Column(String(30)))


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Engineer(status="a"), Manager(status="b"), Engineer()])
        session.flush()
        session.query(Engineer).filter(Engineer.status == "a").one().level = 5
        session.commit()
        rows = [list(row) for row in session.query(Person.__table__).order_by(Person.id)]
        found = session.query(Engineer).filter_by(status="a").one().level
    table = sorted(line.strip(" ,") for line in str(CreateTable(Person.__table__)).splitlines())
    return [rows, found, table, [sorted(inspect(c).attrs.keys()) for c in (Person, Engineer, Manager)]]
