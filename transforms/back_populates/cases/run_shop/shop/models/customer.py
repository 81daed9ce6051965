"""Customers and where they live."""
from __future__ import annotations

import typing as t

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from ..db import Base

if t.TYPE_CHECKING:
    from .order import Order


class Customer(Base):
    __tablename__ = "customers"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)

    addresses = relationship("Address", backref="customer", lazy="selectin")

    def total(self) -> int:
        return len(self.addresses)


class Address(Base):
    __tablename__ = "addresses"

    id = Column(Integer, primary_key=True)
    customer_id = Column(Integer, ForeignKey("customers.id"), nullable=False)
    street = Column(String(100))
