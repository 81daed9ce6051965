import os

from sqlalchemy import Column, ForeignKey, Integer, join, select
from sqlalchemy.orm import Session, aliased, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    orders = relationship("Order", backref="user")


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


def find(session: Session, thing, frame, separator, names):
    oa = aliased(Order)
    session.query(User).join(User.orders).all()
    session.query(User).join(Order, User.orders).all()
    session.query(User).join(oa, User.orders).all()
    session.query(User).join(Order, Order.user_id == User.id, isouter=True).all()
    session.query(User).join(User.orders.of_type(oa)).outerjoin(Order).all()
    session.query(User).join(*names)
    select(User).join(User.orders).join(Order, Order.user_id == User.id)
    select(User.__table__.join(Order.__table__, User.id == Order.user_id))
    os.path.join("a", "b", "c")
    ", ".join("abc")
    separator.join("abc")
    frame.join("other", "left")
    thing.query(frame).join("x", "y", "z")
    return join(User, Order)
