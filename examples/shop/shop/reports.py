"""Figures for the office.  Everything here only reads."""
from sqlalchemy import case, desc, func
from sqlalchemy.sql.expression import distinct

from .db import Session
from .models import Address, Category, Customer, Order, OrderLine, OrderStatus, Payment, Product

REVENUE = func.sum(OrderLine.quantity * OrderLine.unit_price)


def revenue_by_customer(session, minimum=0):
    """``[(name, number of orders, revenue), ...]``, the best customers first."""
    rows = session.query(
        Customer.name,
        func.count(distinct(Order.id)),
        REVENUE.label("revenue"),
    ).join(Customer.orders).join(Order.lines)
    rows = rows.group_by(Customer.id, Customer.name)
    if minimum:
        rows = rows.having(REVENUE >= minimum)
    return [(name, orders, float(revenue))
            for name, orders, revenue in rows.order_by(desc("revenue"), Customer.name).all()]


def customers_and_orders(session):
    """Everybody, also those who never ordered anything."""
    result = {}
    for customer, number in (
        session.query(Customer, Order.number)
        .outerjoin(Customer.orders)
        .order_by(Customer.name, Order.number)
    ):
        result.setdefault(customer.name, []).append(number)
    return result


def tastes(session):
    """Who bought what, each pair once: a Query with an entity in it leaves doubles out."""
    pairs = (session.query(Customer, OrderLine.product_sku)
             .join(Customer.orders)
             .join(Order.lines)
             .order_by(Customer.name, OrderLine.product_sku)
             .all())
    return [(customer.name, sku) for customer, sku in pairs]


def best_seller(session):
    """``(name, pieces)`` of what was sold most often, or None before the first sale."""
    row = (session.query(Product.name, func.sum(OrderLine.quantity).label("pieces"))
           .select_from(OrderLine)
           .join(OrderLine.product)
           .group_by(Product.sku, Product.name)
           .order_by(desc("pieces"), Product.sku)
           .first())
    if row is None:
        return None
    return row.name, row.pieces


def order_totals(session):
    """Total and number of lines of each order, by number."""
    totals = (session.query(OrderLine.order_id.label("order_id"), REVENUE.label("total"),
                            func.count().label("lines"))
              .group_by(OrderLine.order_id)
              .subquery())
    query = session.query(Order.number, totals.c.total, totals.c.lines) \
                   .outerjoin(totals, totals.c.order_id == Order.id)
    return {number: (None if total is None else float(total), lines)
            for number, total, lines in query}


def total_revenue(session):
    """Of all orders that were not cancelled; None before the first."""
    return session.query(REVENUE).join(Order).filter(Order.status != OrderStatus.cancelled).scalar()


def outstanding(session, number):
    """What was paid for an order so far, as ``(number, amount)``.  Raises if there is no such order."""
    return (
        session.query(Order.number, func.coalesce(func.sum(Payment.amount), 0))
        .outerjoin(Order.payments)
        .filter(Order.number == number)
        .group_by(Order.number)
        .one()
    )


def buyers(session):
    """Number of customers with at least one order (customers, not orders)."""
    return session.query(Customer).join(Customer.orders).distinct().count()


def order_rows(session):
    """Number of customer/order pairs."""
    return session.query(Customer).join(Customer.orders).count()


def busy_categories(session, minimum):
    """How many categories have at least `minimum` products."""
    return (session.query(Category.id)
            .join(Category.products)
            .group_by(Category.id)
            .having(func.count(Product.sku) >= minimum)
            .count())


def cities(session):
    """Cities that we send to, without doubles."""
    return [city for (city,) in session.query(Address.city).filter_by(kind="shipping").distinct().order_by(Address.city)]


def all_cities(session):
    """One entry for each address: how often a city is there matters."""
    return [row[0] for row in session.query(Address.city).order_by(Address.city).all()]


def stock_value(session):
    """``(pieces, value)`` of what is on the shelves."""
    pieces, value = session.query(
        func.sum(Product.stock), func.sum(Product.stock * Product.price)
    ).one()
    return pieces, value


def price_classes(session):
    """Number of products per price class."""
    price_class = case((Product.price < 5, "cheap"), (Product.price < 20, "fair"), else_="dear")
    return dict(
        session.query(price_class.label("price_class"), func.count(Product.sku))
        .group_by("price_class")
        .all()
    )


def recent_buyers(limit):
    """Names of the customers with the latest orders; uses the thread's own session."""
    try:
        latest = func.max(Order.placed_at)
        query = Session.query(Customer).join(Customer.orders).group_by(Customer.id).order_by(latest.desc())
        return [customer.name for customer in query.limit(limit)]
    finally:
        Session.remove()
