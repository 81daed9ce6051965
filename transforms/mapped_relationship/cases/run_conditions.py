"""Joins that `primaryjoin` spells out, between classes that refer to each other."""
from sqlalchemy import Column, ForeignKey, Integer, String, and_, create_engine
from sqlalchemy.orm import Session, configure_mappers, declarative_base, declared_attr, foreign, relationship, remote

Base = declarative_base()


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    kind = Column(String)


class Placed:
    @declared_attr
    def place_id(cls):
        return Column(ForeignKey("addresses.id"), nullable=False)

    @declared_attr
    def place(cls):  # where it is
        return relationship(Address, foreign_keys=[cls.place_id])

    @declared_attr
    def near(cls):
        return relationship(Address, primaryjoin=lambda: Address.id == foreign(cls.place_id), viewonly=True)


class Customer(Placed, Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    billing_id = Column(Integer, ForeignKey("addresses.id"), nullable=False)
    billing = relationship("Address", primaryjoin="Customer.billing_id == Address.id")
    best_id = Column(ForeignKey("orders.id", use_alter=True))
    best = relationship("Order", primaryjoin="Customer.best_id==Order.id", post_update=True)
    orders = relationship("Order", primaryjoin="Order.customer_id==Customer.id", back_populates="customer")
    opened = relationship(
        "Order", primaryjoin="and_(Customer.id == Order.customer_id, Order.state == 'open')", viewonly=True
    )
    said = relationship(
        "Order", primaryjoin=lambda: and_(Customer.id == Order.customer_id, Order.state.isnot(None)), viewonly=True
    )
    both = relationship(
        "Order",
        primaryjoin="(Customer.id == Order.customer_id) & (Customer.name == Order.state)",
        viewonly=True,
    )


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    customer_id = Column(ForeignKey("customers.id"), nullable=False)
    state = Column(String)
    customer = relationship("Customer", primaryjoin=(customer_id == Customer.id), back_populates="orders")
    named = relationship(
        "Customer", primaryjoin=lambda: remote(Customer.name) == foreign(Order.state), uselist=False, viewonly=True
    )


def observe():
    configure_mappers()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        customer = Customer(name="open", billing=Address(kind="b"), place=Address(kind="p"))
        session.add(customer)
        customer.orders = [Order(state="open"), Order(state="done"), Order()]
        session.flush()
        customer.best = customer.orders[1]
        session.commit()
        seen = [
            customer.billing.kind,
            customer.place.kind,
            customer.near.kind,
            customer.best.state,
            [order.state for order in customer.orders],
            [order.state for order in customer.opened],
            [order.state for order in customer.said],
            [order.state for order in customer.both],
            customer.orders[0].customer.name,
            customer.orders[0].named.name,
        ]
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__):
        for rel in sorted(mapper.relationships, key=lambda r: r.key):
            seen.append([mapper.class_.__name__, rel.key, rel.direction.name, rel.uselist])
    return seen
