import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy.orm.exc import NoResultFound

from shop import reports
from shop.services import OrderService


def test_revenue_by_customer(shop):
    assert reports.revenue_by_customer(shop) == [("Dora", 1, 40.5), ("Ann", 2, 24.0), ("Bob", 1, 24.0)]
    assert reports.revenue_by_customer(shop, minimum=30) == [("Dora", 1, 40.5)]


def test_customers_and_orders(shop):
    assert reports.customers_and_orders(shop) == {
        "Ann": ["A1", "A2"], "Bob": ["B1"], "Cid": [None], "Dora": ["D1"]}


def test_tastes(shop):
    assert reports.tastes(shop) == [
        ("Ann", "TEA-001"), ("Ann", "TEA-002"), ("Bob", "TEA-002"), ("Dora", "TEA-001")]


def test_best_seller(shop, statements):
    assert reports.best_seller(shop) == ("Green tea", 13)
    assert " LIMIT " in statements[-1]


def test_figures_of_an_empty_shop(session):
    assert reports.best_seller(session) is None
    assert reports.total_revenue(session) is None
    assert reports.stock_value(session) == (None, None)
    assert reports.buyers(session) == 0
    assert reports.price_classes(session) == {}


def test_order_totals(shop):
    bare = OrderService(shop).place("cid@example.org", [], "C0")
    assert bare.lines == []
    assert reports.order_totals(shop) == {
        "A1": (19.5, 3), "A2": (4.5, 1), "B1": (24.0, 1), "D1": (40.5, 1), "C0": (None, None)}


def test_total_revenue(shop):
    assert float(reports.total_revenue(shop)) == 48.0


def test_outstanding(shop):
    service = OrderService(shop)
    assert tuple(reports.outstanding(shop, "A1")) == ("A1", 0)
    order = service.by_number("A1")
    service.pay(order, Decimal("5.00"), card="4111111111111234")
    service.pay(order, Decimal("5.00"), due_on=dt.date(2019, 6, 1))
    number, amount = reports.outstanding(shop, "A1")
    assert (number, float(amount)) == ("A1", 10.0)
    with pytest.raises(NoResultFound):
        reports.outstanding(shop, "Z9")


def test_counts(shop):
    assert reports.buyers(shop) == 3
    assert reports.order_rows(shop) == 4
    assert reports.busy_categories(shop, 2) == 2
    assert reports.busy_categories(shop, 1) == 3
    assert reports.busy_categories(shop, 9) == 0


def test_cities(shop):
    assert reports.cities(shop) == ["Kiel", "Lyon", "Ulm"]
    assert reports.all_cities(shop) == ["Kiel", "Kiel", "Lyon", "Ulm", "Ulm"]


def test_stock_value(shop):
    pieces, value = reports.stock_value(shop)
    assert pieces == 20
    assert float(value) == 147.0


def test_price_classes(shop):
    assert reports.price_classes(shop) == {"cheap": 1, "fair": 2, "dear": 1}


def test_recent_buyers(shop):
    assert reports.recent_buyers(2) == ["Ann", "Bob"]
    assert reports.recent_buyers(10) == ["Ann", "Bob", "Dora"]
