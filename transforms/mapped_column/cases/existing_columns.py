from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base, declared_attr

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


class Manager(Person):
    __mapper_args__ = {"polymorphic_identity": "manager"}

    @declared_attr
    def status(cls):
        return Person.__table__.c.get("status", Column(String(30)))

    @declared_attr
    def budget(cls):
        """What they may spend."""
        return Person.__table__.c.get("budget", Column(Integer, nullable=False))


class Keyed:
    @declared_attr.cascading
    def key(cls):
        if cls.__name__ == "Special":
            return Column(String(10), primary_key=True)
        return Column(Integer, primary_key=True)


class Plain(Keyed, Base):
    __tablename__ = "plain"


class Special(Keyed, Base):
    __tablename__ = "special"
