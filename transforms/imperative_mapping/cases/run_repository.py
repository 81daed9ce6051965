"""A repository over classes that a function maps."""
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine
from sqlalchemy.orm import Session, backref, contains_eager, joinedload, mapper, relationship, sessionmaker, with_parent
from sqlalchemy.pool import StaticPool

metadata = MetaData()
people = Table("people", metadata, Column("id", Integer, primary_key=True), Column("name", String(10)), Column("age", Integer))
pets = Table("pets", metadata, Column("id", Integer, primary_key=True), Column("owner_id", ForeignKey("people.id")), Column("name", String(10)), Column("kind", String(5)))


class Person:
    def __init__(self, name, age=None):
        self.name, self.age = name, age

    @classmethod
    def oldest(cls, session):
        return session.query(cls).order_by(cls.age.desc()).first()


class Pet:
    pass


class Dog(Pet):
    pass


def setup():
    mapper(Person, people)
    base = mapper(Pet, pets, polymorphic_on=pets.c.kind, polymorphic_identity="pet",
        properties={"owner": relationship(Person, backref=backref("pets", order_by=pets.c.id, cascade="all, delete-orphan"))})
    mapper(Dog, inherits=base, polymorphic_identity="dog")


def pet(kind, **values):
    made = kind()
    for name, value in values.items():
        setattr(made, name, value)
    return made


class Repository:
    model = None

    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(self.model).all()

    def get(self, ident):
        return self.session.query(self.model).get(ident)


class People(Repository):
    model = Person

    def with_pets(self):
        return self.session.query(Person).options(joinedload("pets")).order_by(Person.name).all()

    def named(self, name):
        return self.session.query(Person).filter_by(name=name).one_or_none()

    def names(self):
        return [name for name, in self.session.query(Person.name).order_by(Person.name)]

    def rows(self):
        return [(row.name, row.kind) for row in self.session.query(Person.name, Pet.kind).outerjoin("pets").order_by(Person.name, Pet.id)]

    def dogs(self):
        return self.session.query(Dog).join("owner").filter(Person.age > 1).count()

    def eager(self):
        return self.session.query(Pet).join(Pet.owner).options(contains_eager("owner")).order_by(Pet.id).all()

    def parent(self, person):
        return self.session.query(Pet).filter(with_parent(person, "pets")).count()


def observe():
    setup()
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    session = sessionmaker(bind=engine)()
    ed, al = Person("ed", 5), Person("al")
    ed.pets = [pet(Dog, name="rex"), pet(Pet, name="tom")]
    session.add_all([ed, al])
    session.commit()
    repo = People(session)
    seen = [Person.oldest(session).name, len(repo.all()), repo.get(1).name, repo.get(9)]
    seen.append([(p.name, [x.name for x in p.pets]) for p in repo.with_pets()])
    seen += [repo.named("al").age, repo.named("x"), repo.names(), repo.rows(), repo.dogs()]
    seen.append([p.owner.name for p in repo.eager()])
    seen.append(repo.parent(ed))
    seen.append(session.query(Person).filter(Person.pets.any(Pet.name == "rex")).count())
    seen.append(session.query(Dog).count())
    session.delete(ed)
    session.commit()
    seen.append(session.query(Pet).count())
    return seen
