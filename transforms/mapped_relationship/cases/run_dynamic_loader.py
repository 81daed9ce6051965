"""The function dynamic_loader() in its shapes."""
import sqlalchemy.orm as so
from sqlalchemy import Column, ForeignKey, Integer, create_engine
from sqlalchemy.orm import Session, backref, declarative_base, dynamic_loader

Base = declarative_base()


class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    children = dynamic_loader("Child", backref="parent", order_by=lambda: Child.id.desc(), cascade="all, delete-orphan")
    again = so.dynamic_loader(
        ("Child"),  # the class
        viewonly=True,
    )
    third = dynamic_loader(argument=lambda: Child, viewonly=True)


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("parent.id"))


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        parent = Parent()
        parent.children.append(Child())
        parent.children.append(Child())
        session.add(parent)
        session.commit()
        seen = [[c.id for c in parent.children], parent.again.count(), parent.third.filter_by(id=1).one().parent.id]
        session.delete(parent)
        session.commit()
        return seen + [session.query(Child).count()]
