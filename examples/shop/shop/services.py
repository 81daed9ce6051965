# -*- coding: utf-8 -*-
"""What the shop does: the only place that writes."""
from datetime import datetime
from decimal import Decimal

from sqlalchemy import desc, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.exc import NoResultFound

from . import repositories
from .db import session_scope
from .models import (
    Address, BusinessCustomer, CardPayment, Customer, CustomerStatus, InvoicePayment, Order,
    OrderLine, OrderStatus, Payment, Product,
)


class ShopError(Exception):
    """Something that the customer should be told."""


class CustomerService(object):
    """Customers and their addresses."""

    def __init__(self, session):
        self.session = session

    def register(self, email, name, vat_number=None, **extra):
        """Add a customer; e-mail addresses are unique, whatever their case."""
        if vat_number:
            customer = BusinessCustomer(email=email, name=name, vat_number=vat_number, **extra)
        else:
            customer = Customer(email=email, name=name, **extra)
        self.session.add(customer)
        try:
            self.session.flush()
        except IntegrityError:
            self.session.rollback()
            raise ShopError("%s is registered already" % email)
        return customer

    def get(self, customer_id):
        return self.session.query(Customer).get(customer_id)

    def get_by_email(self, email):
        """Raises ShopError if nobody has that address."""
        try:
            return self.session.query(Customer).filter_by(email=email.lower()).one()
        except NoResultFound:
            raise ShopError('nobody is called "%s"' % email)

    def find_by_phone(self, phone):
        """The customer with this number; None if nobody, or MultipleResultsFound if a family has it."""
        return self.session.query(Customer).filter(Customer.phone == phone).one_or_none()

    def unreachable(self):
        return self.session.query(Customer).filter(Customer.phone.is_(None)).order_by(Customer.name).all()

    def search(self, text=None, status=None, city=None, business_only=False):
        """Customers by name, each of them once."""
        if business_only:
            query = self.session.query(BusinessCustomer)
        else:
            query = self.session.query(Customer)
        if text:
            pattern = "%{}%".format(text)
            query = query.filter(or_(Customer.name.ilike(pattern), Customer.email.ilike(pattern)))
        if status is not None:
            query = query.filter_by(status=status)
        if city:
            query = query.join(Customer.addresses).filter(Address.city == city)
        return query.order_by(Customer.name).all()

    def single_customer_in(self, city):
        """The only customer of a small town, even one with several addresses there."""
        return (
            self.session.query(Customer)
            .join(Customer.addresses)
            .filter(Address.city == city)
            .one()
        )

    def customers_with_addresses(self, country="DE"):
        """Customers with the addresses in `country` (only those) loaded."""
        return (
            self.session.query(Customer)
            .join(Customer.addresses)
            .options(contains_eager(Customer.addresses))
            .filter(Address.country == country)
            .order_by(Customer.id, Address.id)
            .populate_existing()
            .all()
        )

    def add_address(self, customer, kind, street, city, **extra):
        address = Address(kind=kind, street=street, city=city, **extra)
        customer.addresses.append(address)
        self.session.flush()
        return address

    def block(self, customer_id):
        customer = self.get(customer_id)
        if customer is None:
            raise ShopError("no customer %s" % customer_id)
        customer.status = CustomerStatus.blocked

    def forget(self, email):
        """Delete a customer, with everything that belongs to them."""
        self.session.delete(self.get_by_email(email))
        self.session.flush()


class OrderService(object):
    """The life of an order."""

    def __init__(self, session):
        self.session = session
        self.customers = CustomerService(session)

    def place(self, email, items, number, placed_at=None):
        """Order `items`, a list of ``(sku, quantity)``, and take them from the stock."""
        customer = self.customers.get_by_email(email)
        if customer.status is CustomerStatus.blocked:
            raise ShopError("%s is blocked" % customer.name)
        order = Order(number=number, placed_at=placed_at or datetime.utcnow())
        customer.orders.append(order)
        for position, (sku, quantity) in enumerate(items, 1):
            product = repositories.lock_product(self.session, sku)
            if product is None:
                raise ShopError("no product %s" % sku)
            if product.stock < quantity:
                raise ShopError("only %d of %s left" % (product.stock, product.name))
            product.stock -= quantity
            order.lines.append(OrderLine(position=position, product_sku=sku, quantity=quantity,
                                         unit_price=product.price))
        self.session.flush()
        return order

    def by_number(self, number):
        """An order with its lines and their products: three tables, one query."""
        return self.session.query(Order).options(
            joinedload(Order.lines).joinedload(OrderLine.product),
            joinedload(Order.customer),
        ).filter_by(number=number).first()

    def latest(self, email, count=1):
        """The last `count` orders of a customer, newest first."""
        return (
            self.session.query(Order)
            .join(Order.customer)
            .filter(Customer.email == email)
            .options(joinedload(Order.lines))  # LIMIT still counts orders, not lines
            .order_by(desc(Order.placed_at), Order.id)
            .limit(count)
            .all()
        )

    def with_product(self, sku, since=None):
        """Orders that contain a product, in whatever number of lines."""
        query = self.session.query(Order).join(Order.lines).filter_by(product_sku=sku)
        if since:
            query = query.filter(Order.placed_at >= since)
        return query.order_by(Order.number).all()

    def open_orders(self, email):
        # `status` is the order's here: filter_by() looks at what was joined last.
        query = self.session.query(Customer, Order).join(Customer.orders).filter_by(status=OrderStatus.new)
        return [order.number
                for customer, order in query.filter(Customer.email == email).order_by(Order.number)]

    def line(self, order_id, position):
        return self.session.query(OrderLine).get((order_id, position))

    def pay(self, order, amount, card=None, due_on=None):
        """Take a payment; the order is paid when nothing is left to pay."""
        if card:
            payment = CardPayment(amount=amount, last_digits=card[-4:])
        else:
            payment = InvoicePayment(amount=amount, due_on=due_on)
        order.payments.append(payment)
        if sum(p.amount for p in order.payments) >= order.total:
            order.status = OrderStatus.paid
        self.session.flush()
        return payment

    def card_payments(self):
        return self.session.query(CardPayment).order_by(CardPayment.id).all()

    def payments_over(self, amount):
        """All kinds of payments, each as its own class."""
        found = []
        for payment in self.session.query(Payment).filter(Payment.amount > amount).order_by(Payment.id):
            found.append(payment)
        return found

    def cancel_stale(self, before):
        """Cancel what was never paid.  Returns how many orders that were."""
        return self.session.query(Order).filter(
            Order.status == OrderStatus.new, Order.placed_at < before
        ).update({"status": OrderStatus.cancelled}, synchronize_session="fetch")

    def purge_cancelled(self):
        """Delete cancelled orders in one statement; their lines go with ON DELETE CASCADE."""
        return self.session.query(Order).filter_by(status=OrderStatus.cancelled).delete()


def reprice(percent, supplier_name):
    """Raise the prices of one supplier's products; returns the numbers of those changed."""
    factor = Decimal(100 + percent) / 100
    changed = []
    with session_scope() as session:
        products = session.query(Product).filter(Product.supplier.has(name=supplier_name))
        for product in products.order_by(Product.sku):
            product.price = (product.price * factor).quantize(Decimal("0.01"))
            changed.append(product.sku)
        if not changed:
            raise ShopError("%s sells nothing here" % supplier_name)
    return changed
