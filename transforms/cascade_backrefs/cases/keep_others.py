from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Session, backref, declarative_base, relationship

Base = declarative_base()
tags = Table(
    "item_tags",
    Base.metadata,
    Column("item_id", ForeignKey("items.id")),
    Column("tag_id", ForeignKey("tags.id")),
)


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    addresses = relationship("Address", back_populates="user")


class Address(Base):
    __tablename__ = "addresses"

    id = Column(Integer, primary_key=True)
    email = Column(String)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="addresses")


class Item(Base):
    __tablename__ = "items"

    id = Column(Integer, primary_key=True)
    owner_id = Column(ForeignKey("users.id"))
    owner = relationship("User", backref="items")
    keeper_id = Column(ForeignKey("users.id"))
    keeper = relationship("User", foreign_keys=keeper_id)
    quiet = relationship("User", foreign_keys=owner_id, backref=backref("quiet_items", cascade="merge"))
    tags = relationship("Tag", secondary=tags, backref="items")


class Tag(Base):
    __tablename__ = "tags"

    id = Column(Integer, primary_key=True)


class Plain:
    def __init__(self, user):
        self.user = user


def saved(session: Session, given: User, list_of):
    user = session.get(User, 1)
    address = Address(user=user)
    session.add(address)
    other = Address()
    other.user = user
    session.add_all([other])
    session.add(Address(user=user))
    user.addresses.append(Address(user=user))
    user.addresses = [Address(user=user)]
    list_of.append(Address(user=user))
    Address(user=None)
    Address(email="a")
    Plain(user=user)
    Item(keeper=user)
    Item(quiet=user)
    persistent = session.get(Address, 1)
    persistent.user = user
    handed = Address(user=given)
    list_of.save(handed)
    return Address(user=user)


def new_too(session: Session):
    user = User()
    address = Address(user=user)
    Address(user=User())
    session.add(user)
    return user, address.id


def added_again(session: Session, user: User):
    Address(user=user)
    session.add(user)


def maker(user):
    made = Address(user=user)
    return made


def saves_itself(user):
    made = Address(user=user)
    made.save()
    other = Address()
    other.user = user
    other.save(session=None)
