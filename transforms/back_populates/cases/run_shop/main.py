"""A package of models: two files, a file of the other class that only type checkers import, relationships that are
assigned to classes, and a comment that moves along."""
from datetime import datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, configure_mappers

from shop.db import Base
from shop.models import Address, Category, Coupon, Customer, Order, OrderItem, Product


def mapped():
    configure_mappers()
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__):
        for rel in sorted(mapper.relationships, key=lambda r: r.key):
            yield [
                mapper.class_.__name__,
                rel.key,
                rel.direction.name,
                rel.uselist,
                # --unsafe makes dynamic relationships write-only.
                "dynamic" if rel.lazy == "write_only" else rel.lazy,
                str(rel.cascade),
                rel.viewonly,
                rel.innerjoin,
                str(rel.order_by),
                str(rel.primaryjoin),
                str(rel.secondaryjoin),
                sorted(other.key for other in rel._reverse_property),
            ]


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    seen = list(mapped())
    with Session(engine) as session:
        customer = Customer(name="c")
        customer.addresses.append(Address(street="s"))
        category = Category(name="top")
        category.children.append(Category(name="below"))
        product = Product(name="p", category=category)
        late = Order(id=1, customer=customer, placed=datetime(2020, 1, 2))
        early = Order(id=2, customer=customer, placed=datetime(2020, 1, 1))
        late.items.append(OrderItem(product=product))
        late.coupons_rw.append(Coupon(code="z"))
        session.add_all([customer, category, product, late, early])
        session.commit()
        session.expire_all()
        seen.append([order.id for order in customer.orders])
        seen.append([child.name for child in category.children])
        seen.append(category.children[0].parent.name)
        seen.append(category.products.count())
        seen.append(customer.addresses[0].customer.name)
        seen.append([order.id for order in late.coupons[0].orders])
        seen.append(customer.last_order.id)
    return seen
