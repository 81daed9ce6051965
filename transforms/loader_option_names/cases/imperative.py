from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import Session, joinedload, registry, relationship

mapper_registry = registry()
metadata = MetaData()
people = Table("people", metadata, Column("id", Integer, primary_key=True))
pets = Table("pets", metadata, Column("id", Integer, primary_key=True), Column("owner_id", ForeignKey("people.id")))


class Person:
    pass


class Pet:
    pass


# Person has no attribute when this is run.
OPTIONS = [joinedload("pets")]


def setup():
    mapper_registry.map_imperatively(Person, people, properties={"pets": relationship(Pet, back_populates="owner")})
    mapper_registry.map_imperatively(Pet, pets, properties={"owner": relationship(Person, back_populates="pets")})


def people_with_pets(session: Session):
    return session.query(Person).options(*OPTIONS).all()


def other_pets(session: Session):
    options = [joinedload("owner").joinedload("pets")]
    return session.query(Pet).options(*options).all()


def in_place(session: Session):
    return session.query(Pet).options(joinedload("owner.pets")).all()
