from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("users.id"))

    @declared_attr
    def twice(cls):
        # SQLAlchemy refuses it as well, as soon as there are two classes.
        return relationship(User, backref="things")

    @declared_attr
    def hidden(cls):
        return relationship(User, backref=name_of(cls))

    @declared_attr
    def by_class(cls):
        return relationship(User, backref=backref(cls.__name__ + "_by_class", order_by=cls.rank))

    @declared_attr
    def plain(cls):
        return relationship(User, backref=cls.__name__ + "_plain", post_update=cls.__name__ == "One")


def name_of(cls):
    return cls.__name__ + "_hidden"


class One(Owned, Base):
    __tablename__ = "one"
    id = Column(Integer, primary_key=True)


class Two(Owned, Base):
    __tablename__ = "two"
    id = Column(Integer, primary_key=True)


class Unused(Base):
    __abstract__ = True

    @declared_attr
    def owner(cls):
        return relationship(User, backref="unused")


class Made:
    @declared_attr
    def owner(cls):
        return relationship(User, backref=cls.__name__.lower())


class Third(Made, Base):
    __tablename__ = "third"
    id = Column(ForeignKey("users.id"), primary_key=True)


Fourth = type("Fourth", (Made, Base), {"__tablename__": "fourth", "id": Column(ForeignKey("users.id"), primary_key=True)})


class Self:
    @declared_attr
    def other_id(cls):
        return Column(ForeignKey("users.id"))

    @declared_attr
    def other(cls):
        return relationship(User, backref=cls.__name__ + "_others")


class Admin(Self, User):
    __tablename__ = "admins"
    id = Column(ForeignKey("users.id"), primary_key=True)
