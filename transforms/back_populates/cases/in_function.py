from sqlalchemy import Column, ForeignKey, Integer, String, Table, desc
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


def models(number):
    Base = declarative_base()

    class User(Base):
        __tablename__ = "user"
        id = Column(Integer, primary_key=True)

    class Item(Base):
        __tablename__ = "item"
        id = Column(Integer, primary_key=True)
        user_id = Column(ForeignKey("user.id"))
        user = relationship(User, backref="items")

    return User, Item


class Owner(Base):
    __tablename__ = "owner"
    id = Column(Integer, primary_key=True)


def more():
    class Item(Base):
        __tablename__ = "item1"
        id = Column(Integer, primary_key=True)
        owner_id = Column(ForeignKey("owner.id"))
        owner = relationship(Owner, backref="items")
    return Item


def again():
    class Item(Base):
        __tablename__ = "item2"
        id = Column(Integer, primary_key=True)
        owner_id = Column(ForeignKey("owner.id"))
        owner = relationship(Owner, backref="others")
    return Item
