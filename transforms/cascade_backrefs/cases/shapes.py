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


def relied(session: Session, given: User):
    user = session.get(User, 1)
    address = Address(id=50, email="new")
    address.user = user
    assert address in session
    Address(user=given)
    kept = Address(email="a", user=session.get(User, 2))
    print(kept.email)
    many = [Address(user=user) for _ in range(3)]
    several = [Address(user=user), Address(user=None)]
    del several[:]
    item = Item(owner=user)
    item.id = 5
    tagged = Item(tags=[session.get(Tag, 1)])
    tagged.tags.append(session.get(Tag, 2))
    reverse = Tag(items=[item])
    reverse.id = 5


def added_before(session: Session):
    user = User()
    session.add(user)
    session.flush()
    address = Address(user=user)
    session.commit()
    print(address.id)


def in_constructor(self):
    Address(user=self.user)
