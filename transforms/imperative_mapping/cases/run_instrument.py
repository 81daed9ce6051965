from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, create_engine
from sqlalchemy.ext.declarative import instrument_declarative
from sqlalchemy.orm import Session, relationship

metadata = MetaData()
names = {}


class Owner:
    __tablename__ = "owners"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    pets = relationship("Pet")


class Pet:
    __tablename__ = "pets"
    id = Column(Integer, primary_key=True)
    owner_id = Column(ForeignKey("owners.id"))


instrument_declarative(Owner, names, metadata)
instrument_declarative(Pet, metadata=metadata, cls_registry=names)


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    session = Session(engine)
    owner = Owner()
    owner.name = "ann"
    owner.pets = [Pet(), Pet()]
    session.add(owner)
    session.commit()
    return [sorted(metadata.tables), sorted(n for n in names if n[0] != "_"), len(session.get(Owner, 1).pets)]
