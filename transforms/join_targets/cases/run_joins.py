from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.orm import Session, aliased, declarative_base, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    addresses = relationship("Address", backref="user")
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
    items = relationship("Item", backref="order")


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id"))
    sku = Column(String(10))


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(
            User(
                id=1,
                name="ed",
                addresses=[Address(id=1, email="a"), Address(id=2, email="b")],
                orders=[
                    Order(id=1, items=[Item(id=1, sku="x"), Item(id=2, sku="y")]),
                    Order(id=2, items=[]),
                ],
            )
        )
        session.add(User(id=2, name="wendy", orders=[Order(id=3, items=[Item(id=3, sku="z")])]))
        session.add(User(id=3, name="jack"))
        session.commit()
        found = []

        def look(query):
            rows = sorted(([getattr(part, "id", part) for part in row] for row in query), key=repr)
            found.append(rows)

        ua = aliased(User)
        look(session.query(User.id, Address.id).join("addresses"))
        look(session.query(User.id, Address.id, Order.id).join("addresses").join("orders"))
        look(session.query(User.id, Item.id).outerjoin("orders", "items"))
        look(session.query(User.id, Item.id).join("orders", "items", isouter=True))
        look(session.query(User.id, Address.id).join(Address, "addresses"))
        look(session.query(func.count(User.id)).join('addresses'))
        look(session.query(func.count()).select_from(User).join("orders"))
        look(session.query(Item.id, User.id).select_from(User).join("orders", Order.items))
        look(session.query(ua.id, Item.sku).join("orders", "items"))
        look(session.query(User.id, Item.id).join(User.orders, Order.items))
        look(session.query(User.id).join(Order, Item))
        look(session.query(User.id).join(User.orders, Item))
        look(session.query(User.id).outerjoin((Address, Address.user_id == User.id)))
        look(session.query(User.id).join((Order, Order.user_id == User.id), (Item, Item.order_id == Order.id)))
        look(session.query(User.id).outerjoin((Order, "orders"), (Item, "items")))
        look(session.query(User.id).outerjoin(("orders", Order)))
        look(session.query(User.id).join((User.orders, Order), Order.items))
        look(session.query(User.id, Item.id).join("orders").join("items", from_joinpoint=True))
        look(session.query(User.id, Item.id).join(User.orders).join("items", from_joinpoint=True, isouter=True))
        look(session.query(User.id, Item.id, Address.id).join("orders", "items").join("orders").join("addresses"))
        look(session.query(Order.id, User.name).join("user").filter_by(name="ed"))
        users = session.query(User).join("orders", "items").order_by(User.id)
        found.append([user.id for user in users.all()])
        found.append(users.count())
        found.append(session.query(Item).join("order", "user").filter(User.name == "wendy").one().sku)
        return found
