"""A class that is lent to the base, and the decorator: the same tables, constructors and methods."""
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, create_engine, inspect
from sqlalchemy.ext.declarative import as_declarative, declarative_base, declared_attr
from sqlalchemy.orm import Session

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})


class Common:
    def label(self):
        return "common"


class Base(Common):
    """What all models have."""

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()

    id = Column(Integer, primary_key=True)

    def label(self):
        return type(self).__name__ + str(self.id) + super().label()


Base = declarative_base(cls=Base, metadata=metadata)


class User(Base):
    name = Column(String(20))


class Special(User):
    id = Column(Integer, ForeignKey("user.id"), primary_key=True)
    extra = Column(String)


@as_declarative(metadata=metadata)
class Other:
    key = Column(Integer, primary_key=True)

    def __repr__(self):
        return "<%s>" % self.key


class Thing(Other):
    __tablename__ = "thing"
    note = Column(String, nullable=False)


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([User(name="a"), Special(name="b", extra="c"), Thing(note="n")])
        session.commit()
        labels = [user.label() for user in session.query(User).order_by(User.id)]
        things = [repr(thing) for thing in session.query(Thing)]
    tables = {t.name: [sorted(c.name for c in t.c), t.primary_key.name] for t in metadata.sorted_tables}
    try:
        User(nothing=1)
    except TypeError as error:
        raised = str(error)
    return [labels, things, tables, raised, sorted(inspect(Special).attrs.keys()), Base.__doc__]
