import sqlalchemy as sa
from sqlalchemy import orm

from shop.db import Base, metadata
from shop.models.customer import Customer

order_coupons = sa.Table(
    "order_coupons",
    metadata,
    sa.Column("order_id", sa.ForeignKey("orders.id")),
    sa.Column("coupon_id", sa.ForeignKey("coupons.id")),
)


class Coupon(Base):
    __tablename__ = "coupons"
    id = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.String(10))


class Order(Base):
    __tablename__ = "orders"

    id = sa.Column(sa.Integer, primary_key=True)
    customer_id = sa.Column(sa.ForeignKey(Customer.id), nullable=False)
    placed = sa.Column(sa.DateTime)

    customer = orm.relationship(
        Customer,
        backref=orm.backref(
            "orders",
            order_by=placed,  # newest last
            cascade="all, delete-orphan",
        ),
    )
    coupons = orm.relationship(Coupon, secondary=order_coupons, backref="orders", viewonly=True)
    coupons_rw = orm.relationship(lambda: Coupon, secondary=lambda: order_coupons, backref="orders_rw")


class OrderItem(Base):
    __tablename__ = "order_items"
    order_id = sa.Column(sa.ForeignKey("orders.id"), primary_key=True)
    product_id = sa.Column(sa.ForeignKey("products.id"), primary_key=True)
    count = sa.Column(sa.Integer, default=1)

    order = orm.relationship("Order", backref=orm.backref("items", lazy="joined", innerjoin=True))
    product = orm.relationship("shop.models.product.Product", backref="order_items")


Customer.last_order = orm.relationship(
    Order,
    primaryjoin=sa.and_(Order.customer_id == Customer.id, Order.placed.isnot(None)),
    uselist=False,
    viewonly=True,
)
