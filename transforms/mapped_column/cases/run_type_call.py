"""Classes that type() makes: their columns, and those of the mixin beside the base."""
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, relationship
from sqlalchemy.schema import CreateTable

Base = declarative_base()


class Address:
    id = Column(Integer, primary_key=True)
    street = Column(String(40), nullable=False)
    city = Column(String)


def with_addresses(cls):
    cls.Address = type(
        f"{cls.__name__}Address",
        (Address, Base),
        dict(
            __tablename__=f"{cls.__tablename__}_address",
            parent_id=Column(Integer, ForeignKey(f"{cls.__tablename__}.id")),
            parent=relationship(cls),
        ),
    )
    return cls


@with_addresses
class Customer(Base):
    __tablename__ = "customer"

    id = Column(Integer, primary_key=True)


Note = type("Note", (Base,), {"__tablename__": "note", "id": Column(Integer, primary_key=True), "text": Column(String(5))})
settings = {"id": Column(Integer)}
plain = type("Plain", (object,), {"id": Column(Integer)})


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Customer.Address(street="s", parent=Customer()), Note(text="t")])
        session.commit()
        found = session.query(Customer.Address).one()
        values = [found.street, found.city, found.parent_id, session.query(Note).one().text]
    tables = [sorted(line.strip(" ,") for line in str(CreateTable(t)).splitlines()) for t in Base.metadata.sorted_tables]
    return [values, tables, type(plain.id).__name__, list(settings)]
