from sqlalchemy import Column, ForeignKey, Integer, String, func
from sqlalchemy.orm import Session, aliased, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    addresses = relationship("Address", back_populates="user")
    orders = relationship("Order", backref="user")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="addresses")


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    items = relationship("Item")


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id"))


def strings(session: Session):
    session.query(User).join("addresses").filter(Address.id == 1).all()
    session.query(User).join("addresses").join("orders").all()
    session.query(User.id, Item.id).outerjoin("orders", "items").all()
    session.query(User).join("orders", "items", isouter=True).all()
    session.query(User).join(Address, "addresses").all()
    session.query(func.count(User.id)).join('addresses').scalar()
    session.query(func.count()).select_from(User).join("addresses").scalar()
    session.query(Item.id).select_from(User).join("orders", Order.items).all()
    query = session.query(Order).filter(Order.id > 1)
    query = query.join("user", "addresses")
    ua = aliased(User)
    session.query(ua).join(
        "orders",
        "items",
    ).all()
    return query.all()


def several(session: Session):
    session.query(User).join(User.orders, Order.items).all()
    session.query(User).join(Order, Item).all()
    session.query(User).join(User.orders, Item).all()
    session.query(User).join((Address, Address.user_id == User.id)).all()
    session.query(User).join((Order, Order.user_id == User.id), (Item, Item.order_id == Order.id)).all()
    session.query(User).outerjoin((Order, "orders"), (Item, "items")).all()
    session.query(User).outerjoin(("orders", Order)).all()
    session.query(User).join((User.orders, Order), Order.items).all()
    session.query(User).join("orders").join("items", from_joinpoint=True).all()
    session.query(User).join(User.orders).join("items", from_joinpoint=True, isouter=True).all()


def refused(session: Session, query, targets, name):
    session.query(User).join("addresses", aliased=True).filter(Address.id == 1).all()
    session.query(User).join(f"{name}").all()
    session.query(User).join("unknown", "items").all()
    session.query(User).join("orders", *targets).all()
    session.query(query).join("orders").all()
    session.query(User).join(User.orders, targets, Order.items).all()
    session.query(User).join("items", from_joinpoint=True).all()


def doubtful(db):
    return db.query(User).join("addresses").all()
