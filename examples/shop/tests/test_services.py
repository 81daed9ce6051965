import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm.exc import MultipleResultsFound, NoResultFound

from shop import db
from shop.models import BusinessCustomer, CardPayment, Customer, CustomerStatus, InvoicePayment, OrderStatus
from shop.services import CustomerService, OrderService, ShopError, reprice


@pytest.fixture()
def customers(shop):
    return CustomerService(shop)


@pytest.fixture()
def orders(shop):
    return OrderService(shop)


def names(rows):
    return [row.name for row in rows]


def numbers(rows):
    return [row.number for row in rows]


# --- customers ---------------------------------------------------------------------------------


def test_register(customers, raw):
    eve = customers.register("  Eve@Example.org", "Eve", vat_number="AT9")
    customers.session.commit()
    assert raw.rows("SELECT email, kind, status, newsletter, updated_at FROM customers WHERE id = ?", eve.id) == [
        ("eve@example.org", "business", "active", 0, None)]
    assert raw.rows("SELECT vat_number, payment_days FROM business_customers WHERE id = ?", eve.id) == [("AT9", 30)]
    eve.phone = "5"
    customers.session.commit()
    assert isinstance(eve.updated_at, dt.datetime)


def test_register_twice(customers, raw):
    with pytest.raises(ShopError):
        customers.register("ANN@example.org", "Another Ann")
    assert raw.value("SELECT count(*) FROM customers") == 4


def test_a_name_is_required(customers):
    with pytest.raises(ShopError):
        customers.register("nameless@example.org", None)


def test_get(customers):
    ann = customers.get_by_email("ANN@example.org")
    assert customers.get(ann.id) is ann
    assert customers.get(12345) is None
    assert ann.birthday == dt.date(1980, 2, 29)
    assert ann.credit_limit == Decimal("99.90")
    with pytest.raises(ShopError) as caught:
        customers.get_by_email("nobody@example.org")
    assert "nobody" in str(caught.value)


def test_get_gives_the_subclass(customers):
    bob_id = customers.get_by_email("bob@example.org").id
    customers.session.expunge_all()
    bob = customers.get(bob_id)
    assert type(bob) is BusinessCustomer
    assert (bob.vat_number, bob.payment_days) == ("DE1", 30)


def test_find_by_phone(customers):
    assert customers.find_by_phone("4").name == "Dora"
    assert customers.find_by_phone("none") is None
    with pytest.raises(MultipleResultsFound):
        customers.find_by_phone("1")


def test_unreachable(customers):
    assert names(customers.unreachable()) == ["Cid"]


def test_search(customers):
    assert names(customers.search()) == ["Ann", "Bob", "Cid", "Dora"]
    assert names(customers.search(text="AN")) == ["Ann"]
    assert names(customers.search(status=CustomerStatus.active, text="example")) == ["Ann", "Bob", "Cid"]
    assert names(customers.search(business_only=True)) == ["Bob"]


def test_search_gives_each_customer_once(customers):
    assert names(customers.search(city="Ulm")) == ["Ann"]  # two addresses there
    assert names(customers.search(city="Kiel")) == ["Bob", "Dora"]
    assert names(customers.search(city="Kiel", business_only=True)) == ["Bob"]


def test_single_customer_in(customers):
    assert customers.single_customer_in("Ulm").name == "Ann"
    with pytest.raises(MultipleResultsFound):
        customers.single_customer_in("Kiel")
    with pytest.raises(NoResultFound):
        customers.single_customer_in("Rome")


def test_customers_with_addresses(customers):
    found = customers.customers_with_addresses()
    assert [(c.name, [a.city for a in c.addresses]) for c in found] == [
        ("Ann", ["Ulm", "Ulm"]), ("Bob", ["Kiel"]), ("Dora", ["Kiel"])]
    # Dora is in the session already, with the address in Kiel: that must be replaced.
    found = customers.customers_with_addresses("FR")
    assert [(c.name, [a.city for a in c.addresses]) for c in found] == [("Dora", ["Lyon"])]


def test_add_address(customers, raw):
    cid = customers.get_by_email("cid@example.org")
    customers.add_address(cid, "billing", "Hill 6", "Bonn")
    customers.session.commit()
    assert raw.rows("SELECT customer_id, country FROM addresses WHERE city = 'Bonn'") == [(cid.id, "DE")]
    cid.addresses.clear()
    customers.session.commit()
    assert raw.value("SELECT count(*) FROM addresses WHERE city = 'Bonn'") == 0  # no orphans


def test_block(customers, orders):
    customers.block(customers.get_by_email("cid@example.org").id)
    with pytest.raises(ShopError):
        orders.place("cid@example.org", [("CUP-001", 1)], "C1")
    with pytest.raises(ShopError):
        customers.block(999)


def test_forget_deletes_all_that_belongs_to_a_customer(customers, raw):
    customers.forget("ann@example.org")
    customers.session.commit()
    assert raw.rows("SELECT name FROM customers ORDER BY name") == [("Bob",), ("Cid",), ("Dora",)]
    assert raw.value("SELECT count(*) FROM addresses WHERE city = 'Ulm'") == 0
    assert raw.value("SELECT count(*) FROM profiles") == 0
    assert raw.rows("SELECT number FROM orders ORDER BY number") == [("B1",), ("D1",)]
    assert raw.value("SELECT count(*) FROM order_lines") == 2
    assert raw.value("SELECT count(*) FROM products") == 4


def test_forget_without_commit_changes_nothing(customers, raw):
    customers.forget("bob@example.org")
    customers.session.rollback()
    assert raw.value("SELECT count(*) FROM customers WHERE name = 'Bob'") == 1


def test_profile_is_one_row(customers):
    ann = customers.get_by_email("ann@example.org")
    assert ann.profile.display_name == "annie"
    assert ann.profile.customer is ann
    assert customers.get_by_email("cid@example.org").profile is None


# --- orders ------------------------------------------------------------------------------------


def test_place(orders, raw):
    order = orders.place("cid@example.org", [("CUP-001", 2), ("TEA-001", 4)], "C1")
    assert order.total == Decimal("42.00")
    assert order.customer.name == "Cid"
    orders.session.commit()
    assert raw.rows("SELECT status, discount FROM orders WHERE number = 'C1'") == [("new", None)]
    assert raw.rows("SELECT position, product_sku, quantity FROM order_lines WHERE order_id = ?", order.id) == [
        (1, "CUP-001", 2), (2, "TEA-001", 4)]
    assert raw.rows("SELECT sku, stock FROM products WHERE sku IN ('CUP-001', 'TEA-001') ORDER BY sku") == [
        ("CUP-001", 5), ("TEA-001", 6)]


@pytest.mark.parametrize("email, items, message", [
    ("cid@example.org", [("TEA-003", 1)], "only 0 of Black tea left"),
    ("cid@example.org", [("nope", 1)], "no product nope"),
    ("dora@example.org", [("CUP-001", 1)], "Dora is blocked"),
    ("nobody@example.org", [("CUP-001", 1)], "nobody"),
])
def test_place_refused(orders, raw, email, items, message):
    with pytest.raises(ShopError) as caught:
        orders.place(email, [("CUP-001", 1)] + items, "X1")
    assert message in str(caught.value)
    orders.session.rollback()
    assert raw.value("SELECT stock FROM products WHERE sku = 'CUP-001'") == 7
    assert raw.value("SELECT count(*) FROM orders") == 4


def test_by_number(orders):
    orders.session.expunge_all()
    order = orders.by_number("A1")
    assert [(line.position, line.product.name) for line in order.lines] == [
        (1, "Green tea"), (2, "Green tea"), (3, "Black tea")]
    assert not inspect(order).unloaded & {"lines", "customer"}
    assert order.total == Decimal("19.50")
    assert orders.by_number("Z9") is None


def test_by_number_is_one_query(orders, statements):
    orders.session.expunge_all()
    order = orders.by_number("A1")
    assert [line.product.sku for line in order.lines] == ["TEA-001", "TEA-001", "TEA-002"]
    assert len(statements) == 1 and " LIMIT " in statements[0]


def test_a_line_without_order_is_deleted(orders, raw):
    order = orders.by_number("A1")
    del order.lines[1]
    orders.session.commit()
    assert raw.rows("SELECT position FROM order_lines WHERE order_id = ? ORDER BY position", order.id) == [
        (1,), (3,)]


def test_latest(orders):
    orders.session.expunge_all()
    assert numbers(orders.latest("ann@example.org")) == ["A2"]
    both = orders.latest("ann@example.org", count=2)
    assert [(order.number, len(order.lines)) for order in both] == [("A2", 1), ("A1", 3)]
    assert orders.latest("cid@example.org") == []


def test_orders_of_a_customer_come_newest_first(orders):
    ann = orders.customers.get_by_email("ann@example.org")
    orders.session.expire_all()
    assert numbers(ann.orders) == ["A2", "A1"]


def test_with_product(orders):
    assert numbers(orders.with_product("TEA-001")) == ["A1", "A2", "D1"]  # A1 has two lines of it
    assert numbers(orders.with_product("TEA-001", since=dt.datetime(2019, 5, 2, 12))) == ["A2", "D1"]
    assert orders.with_product("CUP-001") == []


def test_open_orders(orders):
    assert orders.open_orders("ann@example.org") == ["A1", "A2"]
    assert orders.open_orders("bob@example.org") == []


def test_line(orders):
    order_id = orders.by_number("A1").id
    assert orders.line(order_id, 3).product_sku == "TEA-002"
    assert orders.line(order_id, 4) is None


def test_pay(orders, raw):
    order = orders.by_number("A1")
    orders.pay(order, Decimal("10.00"), card="4111111111111234")
    assert order.status is OrderStatus.new
    orders.pay(order, Decimal("9.50"), due_on=dt.date(2019, 6, 1))
    assert order.status is OrderStatus.paid
    orders.session.commit()
    assert raw.rows("SELECT method, amount, last_digits, due_on FROM payments ORDER BY id") == [
        ("card", 10, "1234", None), ("invoice", 9.5, None, "2019-06-01")]

    orders.session.expunge_all()
    assert [p.last_digits for p in orders.card_payments()] == ["1234"]
    assert [type(p) for p in orders.payments_over(1)] == [CardPayment, InvoicePayment]
    assert [type(p) for p in orders.payments_over(Decimal("9.99"))] == [CardPayment]
    assert orders.card_payments()[0].date == dt.date.today()


def test_cancel_stale(orders, raw):
    a1 = orders.by_number("A1")
    assert orders.cancel_stale(before=dt.datetime(2019, 5, 5)) == 1
    assert a1.status is OrderStatus.cancelled
    orders.session.commit()
    assert raw.rows("SELECT number, status FROM orders ORDER BY number") == [
        ("A1", "cancelled"), ("A2", "new"), ("B1", "paid"), ("D1", "cancelled")]


def test_purge_cancelled(orders, raw):
    assert orders.purge_cancelled() == 1
    assert raw.value("SELECT count(*) FROM orders") == 4  # nobody else sees it yet
    orders.session.commit()
    assert raw.rows("SELECT number FROM orders ORDER BY number") == [("A1",), ("A2",), ("B1",)]
    assert raw.value("SELECT count(*) FROM order_lines") == 5


def test_addresses_of_an_order(orders, raw):
    order = orders.by_number("A1")
    home, side = order.customer.addresses
    order.billing_address, order.shipping_address = home, side
    orders.session.commit()
    assert side.shipped_orders == [order]
    assert home.shipped_orders == []
    assert raw.rows("SELECT billing_address_id, shipping_address_id FROM orders WHERE number = 'A1'") == [
        (home.id, side.id)]
    order.customer.addresses.remove(side)
    orders.session.commit()
    assert order.shipping_address is None
    assert order.billing_address is home


# --- units of work -----------------------------------------------------------------------------


def test_reprice_commits(shop, raw):
    assert reprice(10, "Leaf Ltd") == ["TEA-001", "TEA-002"]
    assert raw.rows("SELECT sku, price FROM products ORDER BY sku") == [
        ("CUP-001", 12), ("TEA-001", 4.95), ("TEA-002", 6.6), ("TEA-003", 25)]
    with pytest.raises(ShopError):
        reprice(10, "Nobody Inc")


def test_session_scope_rolls_back(shop, raw):
    with pytest.raises(RuntimeError):
        with db.session_scope() as session:
            session.add(Customer(email="f@example.org", name="F"))
            session.flush()
            raise RuntimeError("power cut")
    assert raw.value("SELECT count(*) FROM customers") == 4
