from .customer import Customer, Address
from .order import Order, OrderItem, order_coupons, Coupon
from .product import Product, Category

__all__ = ["Customer", "Address", "Order", "OrderItem", "Product", "Category", "Coupon"]
