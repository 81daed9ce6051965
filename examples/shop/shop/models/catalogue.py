"""What we sell."""
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.hybrid import hybrid_property

from ..db import Base
from .base import Model, TimestampMixin

product_categories = sa.Table(
    "product_categories",
    Base.metadata,
    sa.Column("product_sku", sa.ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    sa.Column("category_id", sa.ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True),
)


class Category(Model):
    """A tree; roots have no parent."""

    __tablename__ = "categories"

    name = sa.Column(sa.Unicode(60), nullable=False)
    parent_id = sa.Column(sa.Integer, sa.ForeignKey("categories.id"))
    position = sa.Column(sa.SmallInteger, nullable=False, default=0)

    children = orm.relationship(
        "Category",
        backref=orm.backref("parent", remote_side="Category.id"),
        order_by="Category.position",
        cascade="all",
    )


class Supplier(Model):
    __tablename__ = 'suppliers'

    name = sa.Column(sa.String(80), nullable=False, unique=True)
    lead_time = sa.Column(sa.Interval)


class Product(TimestampMixin, Base):
    __tablename__ = 'products'
    __table_args__ = (sa.CheckConstraint("stock >= 0", name="ck_products_stock"),)

    sku = sa.Column(sa.String(20), primary_key=True)  # the printed one, e.g. "TEA-001"
    name = sa.Column(sa.String(100), nullable=False)
    description = sa.Column(sa.Text)
    price = sa.Column(sa.Numeric(10, 2), nullable=False)
    stock = sa.Column(sa.Integer, nullable=False, default=0)
    discontinued = sa.Column(sa.Boolean, default=False)  # NULL in rows from before 2017
    picture = sa.Column(sa.LargeBinary)
    supplier_id = sa.Column(sa.ForeignKey("suppliers.id"))

    supplier = orm.relationship("Supplier", backref="products")
    categories = orm.relationship(
        "Category", secondary=product_categories, order_by=Category.id,
        backref=orm.backref("products", order_by="Product.sku"),
    )

    @hybrid_property
    def is_short(self):
        """True when it is time to order more."""
        return self.stock < 5
