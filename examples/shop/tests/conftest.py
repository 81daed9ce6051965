"""A database file for each test, so that a second connection can look at what was committed."""
import datetime as dt
import os
import sqlite3
import sys
from decimal import Decimal

import pytest
from sqlalchemy import event

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from shop import db  # noqa: E402
from shop.models import (  # noqa: E402
    Address, BusinessCustomer, Category, Customer, CustomerStatus, Order, OrderLine, OrderStatus,
    Product, Profile, Supplier,
)


class Raw(object):
    """Plain SQL on a connection of its own: what is really in the file."""

    def __init__(self, path):
        self.path = path

    def rows(self, sql, *params):
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(sql, params).fetchall()
        finally:
            connection.close()

    def value(self, sql, *params):
        ((value,),) = self.rows(sql, *params)
        return value


@pytest.fixture()
def path(tmp_path):
    return str(tmp_path / "shop.db")


@pytest.fixture()
def engine(path):
    engine = db.init_db("sqlite:///" + path)
    yield engine
    db.Session.remove()
    engine.dispose()


@pytest.fixture()
def raw(path, engine):
    return Raw(path)


@pytest.fixture()
def session(engine):
    session = db.SessionFactory()
    yield session
    session.close()


@pytest.fixture()
def statements(engine):
    """All that is sent to the database, as text."""
    sent = []

    def note(_connection, _cursor, statement, _parameters, _context, _executemany):
        sent.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    return sent


def day(number, hour=12):
    return dt.datetime(2019, 5, number, hour)


@pytest.fixture()
def shop(session):
    """
    Three buyers and one who only looks.

    ann: two addresses in Ulm, orders A1 (two lines of tea) and A2; bob: one order, a company;
    cid: no orders, no phone; dora: blocked, an order of an earlier time; ann and bob share a phone.
    """
    ann = Customer(email="ann@example.org", name="Ann", phone="1", newsletter=True, rating=4.5,
                   credit_limit=Decimal("99.90"), birthday=dt.date(1980, 2, 29))
    bob = BusinessCustomer(email="bob@example.org", name="Bob", phone="1", vat_number="DE1")
    cid = Customer(email="cid@example.org", name="Cid", notes="asks a lot")
    dora = Customer(email="dora@example.org", name="Dora", phone="4", status=CustomerStatus.blocked)
    session.add_all([ann, bob, cid, dora])
    ann.addresses.append(Address(kind="billing", street="Main St 1", city="Ulm"))
    ann.addresses.append(Address(kind="shipping", street="Side St 2", city="Ulm"))
    ann.profile = Profile(display_name="annie")
    bob.addresses.append(Address(kind="shipping", street="Dock 3", city="Kiel"))
    dora.addresses.append(Address(kind="shipping", street="Quay 4", city="Kiel"))
    dora.addresses.append(Address(kind="shipping", street="Rue 5", city="Lyon", country="FR"))
    session.flush()

    leaf, estate = Supplier(name="Leaf Ltd", lead_time=dt.timedelta(days=3)), Supplier(name="Estate & Co")
    session.add_all([leaf, estate])
    tea, hot, hot_tea, gifts = (Category(name=n, position=p) for n, p in
                                [("Tea", 2), ("Hot", 1), ("Tea, hot", 1), ("Gifts", 3)])
    session.add_all([tea, hot, gifts])
    session.flush()
    tea.children.append(hot_tea)
    tea.children.append(Category(name="Tea, iced", position=0))

    products = {}
    for number, (sku, name, price, stock, gone, supplier, categories) in enumerate([
        ("TEA-001", "Green tea", "4.50", 10, False, leaf, [tea, hot_tea]),
        ("TEA-002", "Black tea", "6.00", 3, None, leaf, [tea, hot_tea, hot]),
        ("TEA-003", "Black tea", "25.00", 0, True, estate, [tea]),
        ("CUP-001", "Cup", "12.00", 7, None, None, []),
    ]):
        products[sku] = Product(sku=sku, name=name, price=Decimal(price), stock=stock, discontinued=gone,
                                description="Fine %s from afar" % name if number != 3 else None,
                                created_at=day(1 + number))
        session.add(products[sku])
        products[sku].supplier = supplier
        products[sku].categories.extend(categories)
    session.flush()

    for customer, number, when, status, lines in [
        (ann, "A1", day(1), OrderStatus.new, [("TEA-001", 2), ("TEA-001", 1), ("TEA-002", 1)]),
        (ann, "A2", day(9), OrderStatus.new, [("TEA-001", 1)]),
        (bob, "B1", day(5), OrderStatus.paid, [("TEA-002", 4)]),
        (dora, "D1", day(2), OrderStatus.cancelled, [("TEA-001", 9)]),
    ]:
        order = Order(number=number, placed_at=when, status=status)
        customer.orders.append(order)
        for position, (sku, quantity) in enumerate(lines, 1):
            order.lines.append(OrderLine(position=position, product_sku=sku, quantity=quantity,
                                         unit_price=products[sku].price))
        session.flush()
    session.commit()
    return session
