from fancy.loading import defer as later
from fancy.loading import joinedload as other
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import (
    Load,
    Session,
    declarative_base,
    joinedload,
    lazyload,
    load_only,
    relationship,
    selectinload,
    undefer_group,
)

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    orders = relationship("Order")


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


def load(session: Session, things):
    session.query(User).options(joinedload(User.orders).load_only(Order.id), lazyload("*"))
    session.query(User).options(Load(User).raiseload("*"), undefer_group("big"))
    session.query(User).options(load_only(User.id), selectinload(User.orders).undefer_group("big"))
    session.query(User).options(joinedload(User.orders, innerjoin=True))
    things.options(other("orders"), later("name"))
    things.defer("x").load_only("y")
