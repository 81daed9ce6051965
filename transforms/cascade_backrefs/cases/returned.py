from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    addresses = relationship("Address", back_populates="user")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="addresses")

    def to_dict(self):
        return {"id": self.id}

    def save(self):
        Session.object_session(self).add(self)


def make(user):
    return Address(user=user)


def assign(user):
    address = Address()
    address.user = user
    return address


def saved(user):
    return Address(user=user)


def of_new(user):
    return Address(user=user)


def nobody_calls(user):
    return Address(user=user)


class Store:
    def __init__(self, session):
        self.session = session

    def create(self, user):
        address = Address()
        address.user = user
        return address

    def kept(self, user):
        return Address(user=user)


def work(session: Session):
    user = session.get(User, 1)
    make(user)
    address = assign(user)
    print(address.id)
    Store(session).create(user)
    session.add(saved(user))
    kept = Store(session).kept(user)
    session.add(kept)
    new = User()
    of_new(new)
    session.add(new)
    session.commit()


def shows(session: Session):
    user = session.get(User, 1)
    address = Address(user=user)
    session.commit()
    return address.to_dict()


def saves(session: Session):
    user = session.get(User, 1)
    address = Address(user=user)
    address.save()
    session.commit()
