from sqlalchemy import Column, ForeignKey, Integer, String, desc
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class Address(Base):
    __tablename__ = "addresses"

    id = Column(Integer, primary_key=True)


class Customer(Base):
    __tablename__ = "customers"

    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    shipping_id = Column(ForeignKey("addresses.id"))
    shipping = relationship("Address", backref=backref("ship_customers", order_by=desc(name)))
