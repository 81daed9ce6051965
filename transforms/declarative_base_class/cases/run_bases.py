from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, create_engine, inspect
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.ext.declarative import AbstractConcreteBase, declarative_base, declared_attr
from sqlalchemy.orm import Session, registry, relationship, scoped_session, sessionmaker

engine = create_engine("sqlite://")
Session_ = scoped_session(sessionmaker(bind=engine))

Base = declarative_base()
Base.query = Session_.query_property()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    kind = Column(String(10))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "user"}


class Admin(User):
    __tablename__ = "admins"
    id = Column(ForeignKey("users.id"), primary_key=True)
    level = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "admin"}

    def __init__(self, **kwargs):
        kwargs.setdefault("level", 7)
        super(Admin, self).__init__(**kwargs)


class Dated(Base):
    __abstract__ = True
    made = Column(Integer, default=4)


class Event(Dated):
    __tablename__ = "events"
    id = Column(Integer, primary_key=True)


convention = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
metadata = MetaData(naming_convention=convention)


class Common(object):
    __table_args__ = {"sqlite_autoincrement": True}
    first = Column(String(5))

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()

    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("owner.id"))

    id = Column(Integer, primary_key=True)

    def describe(self):
        return "%s %s" % (self.__tablename__, self.id)


class Counted:
    count = Column(Integer, default=1)


Model = declarative_base(cls=(Common, Counted), metadata=metadata)


class Owner(Model):
    owner_id = None


class Thing(Model):
    last = Column(String(3))
    owner = relationship("Owner")


names = {}
Left = declarative_base(class_registry=names)
Right = declarative_base(class_registry=names)


class Parent(Left):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)


class Unrelated(Right):
    __tablename__ = "unrelated"
    id = Column(Integer, primary_key=True)


def loud(self, **kwargs):
    for key, value in kwargs.items():
        setattr(self, key, str(value).upper())


Loud = declarative_base(constructor=loud)


class Cry(Loud):
    __tablename__ = "cry"
    id = Column(Integer, primary_key=True)
    text = Column(String(10))


mapper_registry = registry()
Generated = mapper_registry.generate_base()


class Made(Generated):
    __tablename__ = "made"
    id = Column(Integer, primary_key=True)


Reflected = declarative_base()
Auto = automap_base(Reflected)

Concrete = declarative_base()


class Shape(AbstractConcreteBase, Concrete):
    pass


class Square(Shape):
    __tablename__ = "square"
    id = Column(Integer, primary_key=True)
    side = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "square", "concrete": True}


class Circle(Shape):
    __tablename__ = "circle"
    id = Column(Integer, primary_key=True)
    radius = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "circle", "concrete": True}


def local():
    Base = declarative_base(metadata=MetaData(schema=None))

    class Inner(Base):
        __tablename__ = "inner"
        id = Column(Integer, primary_key=True)
        registry = Column(String(5))

    return Inner


def error_of(make):
    try:
        make()
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def columns(base):
    # Sorted: 2.x puts the columns of mixins in another order.
    tables = base.metadata.sorted_tables
    return [[table.name, sorted([c.name, str(c.type), c.nullable] for c in table.columns)] for table in tables]


def observe():
    for base in (Base, Model, Left, Right, Loud, Generated, Concrete):
        base.metadata.create_all(engine)
    Session_.add_all([User(name="ed"), Admin(name="root"), Admin(name="op", level=1), Event()])
    Session_.commit()
    session = Session(engine)
    owner = Owner(first="o")
    session.add_all([owner, Thing(first="t", last="x", owner=owner), Cry(text="a"), Made(), Square(side=3), Circle(radius=2)])
    session.commit()
    inner = local()
    Auto.prepare(autoload_with=engine)
    thing = session.query(Thing).one()
    return {
        "users": [[u.name, u.kind, getattr(u, "level", None)] for u in User.query.order_by(User.id)],
        "admins": Admin.query.count(),
        "made": Event.query.one().made,
        "columns": [columns(base) for base in (Base, Model, Left, Right, Loud, Generated, Concrete)],
        "pk": inspect(Thing).local_table.primary_key.name,
        "thing": [thing.describe(), thing.owner.first, thing.count],
        "names": sorted(key for key in names if not key.startswith("_sa")),
        "auto": [sorted(Auto.classes.keys()), issubclass(Auto.classes.users, Reflected)],
        "cry": session.query(Cry).one().text,
        "registry": Generated.registry is mapper_registry,
        "metadata": Model.metadata is metadata,
        "shapes": sorted(type(s).__name__ for s in session.query(Shape)),
        "inner": [inner.__table__.name, sorted(inner.__table__.columns.keys())],
        "unknown": error_of(lambda: User(nothing=1)),
        "positional": error_of(lambda: User("ed")) is not None,
        "unmapped": error_of(lambda: Base()) is None,
        "no table": error_of(lambda: type("Bad", (Base,), {"x": 1})) is not None,
        "dynamic": type("Late", (Base,), {"__tablename__": "late", "id": Column(Integer, primary_key=True)}).__table__.name,
    }
