"""People and companies that buy from us."""
import enum

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Enum,
    Float,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import backref, relationship, validates

from .base import Model, TimestampMixin


class CustomerStatus(enum.Enum):
    active = "active"
    blocked = "blocked"


class Customer(TimestampMixin, Model):
    __tablename__ = "customers"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    kind = Column(String(20), nullable=False)
    email = Column(String(120), unique=True, nullable=False)
    name = Column(String(80), nullable=False, index=True)
    phone = Column(String(30))                      # many do not tell us
    birthday = Column(Date)
    status = Column(Enum(CustomerStatus), nullable=False, default=CustomerStatus.active)
    newsletter = Column(Boolean, nullable=False, default=False)
    credit_limit = Column(Numeric(10, 2), nullable=True)  # in €, NULL: no limit
    rating = Column(Float)
    notes = Column('remarks', Text, doc="Seen by the staff only")

    @validates("email")
    def _lower_email(self, _key, value):
        return value.strip().lower()


class BusinessCustomer(Customer):
    """Joined-table inheritance: what only companies have."""

    __tablename__ = "business_customers"
    __mapper_args__ = {"polymorphic_identity": "business"}

    id = Column(Integer, ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True)
    vat_number = Column(String(20), nullable=False)
    payment_days = Column(Integer, server_default="30")


class Address(Model):
    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("customer_id", "street", "city", name="uq_addresses_place"),
        Index("ix_addresses_city", "city"),
        {"comment": "Where parcels and bills go"},
    )

    # No type: it is the type of customers.id.
    customer_id = Column(ForeignKey("customers.id", ondelete="CASCADE"), nullable=False)
    kind = Column(Enum("billing", "shipping", name="address_kind"), nullable=False)
    street = Column(String(120), nullable=False)
    city = Column(String(80), nullable=False)
    country = Column(String(2), nullable=False, server_default="DE")

    customer = relationship(
        "Customer",
        backref=backref(
            "addresses",
            order_by="Address.id",
            cascade="all, delete-orphan",  # an address is nothing without its customer
        ),
    )


class Profile(Model):
    """At most one for each customer."""

    __tablename__ = "profiles"

    customer_id = Column(Integer, ForeignKey("customers.id"), unique=True, nullable=False)
    display_name = Column(String(40))
    avatar_url = Column(String(200))

    customer = relationship(
        Customer, backref=backref("profile", uselist=False, cascade="all, delete-orphan"))
