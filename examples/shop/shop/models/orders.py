"""Orders, their lines and how they were paid."""
import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column, Date, DateTime, Enum, ForeignKey, Index, Integer, Numeric, String, desc
from sqlalchemy.orm import backref, relationship

from ..db import Base
from .base import Model


class OrderStatus(enum.Enum):
    new = 1
    paid = 2
    shipped = 3
    cancelled = 4


class Order(Model):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_customer_placed", "customer_id", "placed_at"),)

    number = Column(String(12), nullable=False, unique=True)
    customer_id = Column(ForeignKey("customers.id"), nullable=False)
    placed_at = Column(DateTime, nullable=False, default=datetime.utcnow)
    status = Column(Enum(OrderStatus), default=OrderStatus.new, nullable=False)
    discount = Column(Numeric(10, 2))
    shipping_address_id = Column(Integer, ForeignKey("addresses.id", ondelete="SET NULL"))
    billing_address_id = Column(Integer, ForeignKey("addresses.id", ondelete="SET NULL"))

    customer = relationship(
        "Customer",
        backref=backref("orders", cascade="all, delete-orphan", order_by=desc(placed_at)),
    )
    # Two ways to the same table: each has to say which column it takes.
    shipping_address = relationship("Address", foreign_keys=[shipping_address_id],
                                    backref="shipped_orders")
    billing_address = relationship("Address", foreign_keys="Order.billing_address_id")

    @property
    def total(self):
        """Sum of all lines, less the discount."""
        amount = sum((line.amount for line in self.lines), Decimal(0))
        return amount - (self.discount or Decimal(0))


class OrderLine(Base):
    __tablename__ = "order_lines"

    order_id = Column(Integer, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position = Column(Integer, primary_key=True, autoincrement=False)
    product_sku = Column(ForeignKey("products.sku"), nullable=False, index=True)
    quantity = Column(Integer, nullable=False, default=1)
    unit_price = Column(Numeric(10, 2), nullable=False)

    order = relationship("Order", backref=backref("lines", order_by=position,
                                                  cascade="all, delete-orphan",
                                                  passive_deletes=True))
    product = relationship("Product", backref="order_lines", lazy="joined")

    @property
    def amount(self):
        return self.quantity * self.unit_price


class Payment(Model):
    """Single-table inheritance: one table for all kinds of payment."""

    __tablename__ = "payments"

    order_id = Column(Integer, ForeignKey(Order.id), nullable=False)
    method = Column(String(10), nullable=False)
    amount = Column(Numeric(10, 2), nullable=False)
    date = Column(Date, nullable=False, default=date.today)

    order = relationship(Order, backref=backref("payments", cascade="all"))

    __mapper_args__ = {"polymorphic_on": method}


class CardPayment(Payment):
    last_digits = Column(String(4))

    __mapper_args__ = {"polymorphic_identity": "card"}


class InvoicePayment(Payment):
    due_on = Column(Date)

    __mapper_args__ = {"polymorphic_identity": "invoice"}
