from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, event
from sqlalchemy.orm import (
    Load,
    Session,
    aliased,
    contains_eager,
    declarative_base,
    defer,
    joinedload,
    load_only,
    relationship,
    selectinload,
    subqueryload,
    undefer,
)
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    age = Column(Integer)
    orders = relationship("Order", backref="user", order_by="Order.id")
    addresses = relationship("Address", lazy="selectin")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    email = Column(String(20))


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    items = relationship("Item", order_by="Item.id")


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
                age=3,
                addresses=[Address(id=1, email="a"), Address(id=2, email="b")],
                orders=[
                    Order(id=1, items=[Item(id=1, sku="x"), Item(id=2, sku="y")]),
                    Order(id=2, items=[Item(id=3, sku="z")]),
                ],
            )
        )
        session.add(User(id=2, name="wendy"))
        session.commit()
    statements = []

    @event.listens_for(engine, "before_cursor_execute")
    def count(conn, cursor, statement, parameters, context, executemany):
        statements.append(statement.count("JOIN"))

    found = []

    def loaded(obj):
        return sorted(key for key in obj.__dict__ if not key.startswith("_sa"))

    def look(query):
        del statements[:]
        users = query.order_by(User.id).all()
        joins = sorted(statements)
        del statements[:]
        inner = [loaded(order) for user in users for order in user.orders]
        deep = [loaded(item) for user in users for order in user.orders for item in order.items]
        found.append([joins, [loaded(user) for user in users], inner, deep, len(statements)])

    def fresh():
        return Session(engine)

    with fresh() as session:
        look(session.query(User).options(joinedload("orders")))
    with fresh() as session:
        look(session.query(User).options(joinedload("orders.items")))
    with fresh() as session:
        look(session.query(User).options(joinedload("orders", "items"), defer("age")))
    with fresh() as session:
        look(session.query(User).options(selectinload("orders").joinedload("items").load_only("sku")))
    with fresh() as session:
        look(session.query(User).options(subqueryload("orders"), load_only("name")))
    with fresh() as session:
        look(session.query(User).options(Load(User).selectinload("orders").selectinload("items")))
    with fresh() as session:
        look(session.query(User).options(defer("orders.user_id"), undefer("age")))
    with fresh() as session:
        look(session.query(User).options(defer(User.orders, Order.user_id)))
    with fresh() as session:
        query = session.query(User).join(User.orders).join(Order.items)
        look(query.options(contains_eager("orders.items")))
    with fresh() as session:
        oa = aliased(Order)
        query = session.query(User).outerjoin(oa, User.orders)
        look(query.options(contains_eager("orders", alias=oa).load_only("user_id")))
    with fresh() as session:
        order = session.query(Order).options(joinedload("user").load_only("name")).order_by(Order.id).first()
        found.append(loaded(order.user))
    with fresh() as session:
        ua = aliased(User)
        rows = session.query(Order.id, ua).join(ua, ua.id == Order.user_id).options(joinedload("orders"))
        found.append([[number, loaded(user)] for number, user in rows.order_by(Order.id)])
    with fresh() as session:
        options = [joinedload("orders")]
        options.append(load_only("name"))
        found.append(loaded(session.query(User).options(*options).get(1)))
    with fresh() as session:
        found.append(loaded(session.get(User, 1, options=[joinedload("orders"), defer("age")])))
    return found
