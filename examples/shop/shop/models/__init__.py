"""All mapped classes, importable from one place."""
from .catalogue import Category, Product, Supplier, product_categories
from .customers import Address, BusinessCustomer, Customer, CustomerStatus, Profile
from .orders import CardPayment, InvoicePayment, Order, OrderLine, OrderStatus, Payment

__all__ = [
    "Address",
    "BusinessCustomer",
    "CardPayment",
    "Category",
    "Customer",
    "CustomerStatus",
    "InvoicePayment",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Payment",
    "Product",
    "Profile",
    "Supplier",
    "product_categories",
]
