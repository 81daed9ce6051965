from sqlalchemy import Column, ForeignKey, Integer, String, select
from sqlalchemy.orm import (
    Load,
    Session,
    aliased,
    contains_eager,
    declarative_base,
    defer,
    joinedload,
    joinedload_all,
    load_only,
    raiseload,
    relationship,
    selectinload,
    undefer,
    with_expression,
)

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    addresses = relationship("Address")
    orders = relationship("Order", backref="user")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    email = Column(String(20))


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    items = relationship("Item")


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id"))


def plain(session: Session, ident):
    session.query(User).options(joinedload("addresses")).all()
    session.query(User.id, Order).options(selectinload('user'), raiseload("*"))
    session.query(User).filter(User.id > 1).options(
        joinedload("orders.items"),  # deep
        defer("name"),
        load_only("id", User.name),
    )
    session.query(User).options(joinedload("orders", "items", innerjoin=True))
    session.query(User).options(contains_eager("orders.items"))
    session.query(User).options(joinedload_all("orders.items"))
    session.query(User).options(joinedload(User.orders).joinedload("items").load_only("id"))
    session.query(User).options(Load(User).joinedload("orders").selectinload("items"))
    session.query(User).options(undefer("addresses.email"), with_expression("name", User.id))
    session.query(User).options(defer(User.addresses, Address.email))
    session.query(Order).options(joinedload(Order.user).load_only("name"))
    session.scalars(select(User).options(selectinload("addresses")))
    return session.get(User, ident, options=[joinedload("orders")])


def named(session: Session, deep):
    other = aliased(User)
    query = session.query(other)
    if deep:
        query = query.options(joinedload("orders"))
    options = [joinedload("addresses")]
    options.append(selectinload("orders"))
    session.query(User).options(*options)
    late = joinedload("user")
    session.query(Order).options(late)
    return query


def base_query(session: Session):
    return session.query(User)


def through_function(session: Session):
    return base_query(session).options(joinedload("orders"))


class Repository:
    def __init__(self, session: Session, model):
        self.session = session
        self.model = model

    def all(self):
        return self.session.query(self.model).options(joinedload("orders"))

    def both(self):
        return self.session.query(self.model, User).options(joinedload("orders"))


def refused(session: Session, query, name):
    query.options(joinedload("orders"))
    session.query(User).options(joinedload(f"{name}.items"))
    session.query(User).options(joinedload("unknown.items"), joinedload("orders.*"))
    session.query(User).options(Load(User).joinedload("orders.items"))
    session.query(User).options(contains_eager("orders", alias="o"))
    return joinedload("orders")
