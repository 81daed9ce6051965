"""The other class stands in another file, which is imported first."""
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, configure_mappers

from base import Base
from children import Child
from parents import Parent


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    configure_mappers()
    with Session(engine) as session:
        parent = Parent(id=1)
        session.add(parent)
        session.add(Child(id=1, position=2, parent=parent))
        session.add(Child(id=2, position=1, parent=parent, second=parent))
        session.commit()
        return [
            [child.id for child in parent.children],
            sorted(child.id for child in parent.seconds),
            parent.only.id,
            Parent.children.property.uselist,
            Parent.only.property.uselist,
        ]
