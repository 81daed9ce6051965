"""Tables as the database has them, and how the classes are wired."""
import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import configure_mappers

from shop.models import Category, Customer, Order, OrderLine, Product

NULLABLE = {
    "addresses": set(),
    "business_customers": {"payment_days"},
    "categories": {"parent_id"},
    "customers": {"phone", "birthday", "credit_limit", "rating", "remarks", "updated_at"},
    "order_lines": set(),
    "orders": {"discount", "shipping_address_id", "billing_address_id"},
    "payments": {"last_digits", "due_on"},
    "product_categories": set(),
    "products": {"description", "discontinued", "picture", "supplier_id", "updated_at"},
    "profiles": {"display_name", "avatar_url"},
    "suppliers": {"lead_time"},
}


def test_all_tables_are_there(engine):
    assert sorted(inspect(engine).get_table_names()) == sorted(NULLABLE)


@pytest.mark.parametrize("table", sorted(NULLABLE))
def test_nullability(engine, table):
    columns = inspect(engine).get_columns(table)
    assert {c["name"] for c in columns if c["nullable"]} == NULLABLE[table]


@pytest.mark.parametrize("table, column, type_", [
    ("addresses", "customer_id", "INTEGER"),
    ("addresses", "kind", "VARCHAR(8)"),
    ("addresses", "country", "VARCHAR(2)"),
    ("business_customers", "id", "INTEGER"),
    ("categories", "name", "VARCHAR(60)"),
    ("categories", "position", "SMALLINT"),
    ("customers", "birthday", "DATE"),
    ("customers", "created_at", "DATETIME"),
    ("customers", "credit_limit", "NUMERIC(10, 2)"),
    ("customers", "newsletter", "BOOLEAN"),
    ("customers", "rating", "FLOAT"),
    ("customers", "remarks", "TEXT"),
    ("customers", "status", "VARCHAR(7)"),
    ("order_lines", "product_sku", "VARCHAR(20)"),
    ("orders", "customer_id", "INTEGER"),
    ("orders", "status", "VARCHAR(9)"),
    ("payments", "date", "DATE"),
    ("product_categories", "product_sku", "VARCHAR(20)"),
    ("products", "picture", "BLOB"),
    ("suppliers", "lead_time", "DATETIME"),
])
def test_types(engine, table, column, type_):
    (found,) = [c for c in inspect(engine).get_columns(table) if c["name"] == column]
    assert str(found["type"]) == type_


def test_constraints(engine, raw):
    inspector = inspect(engine)
    assert inspector.get_pk_constraint("order_lines")["constrained_columns"] == ["order_id", "position"]
    assert inspector.get_pk_constraint("orders")["name"] == "pk_orders"
    assert [i["name"] for i in inspector.get_indexes("addresses")] == ["ix_addresses_city"]
    assert inspector.get_unique_constraints("addresses")[0]["name"] == "uq_addresses_place"
    assert inspector.get_unique_constraints("customers")[0]["name"] == "uq_customers_email"
    (fk,) = inspector.get_foreign_keys("addresses")
    assert (fk["name"], fk["options"]) == ("fk_addresses_customer_id_customers", {"ondelete": "CASCADE"})
    (ddl,) = raw.rows("SELECT sql FROM sqlite_master WHERE name = 'products' AND type = 'table'")
    assert "CONSTRAINT ck_products_stock CHECK (stock >= 0)" in ddl[0]
    assert Customer.__table__.c.remarks.doc == "Seen by the staff only"


@pytest.mark.parametrize("model, attribute, uselist, back", [
    (Customer, "addresses", True, "customer"),
    (Customer, "profile", False, "customer"),
    (Customer, "orders", True, "customer"),
    (Category, "children", True, "parent"),
    (Category, "parent", False, "children"),
    (Category, "products", True, "categories"),
    (Order, "lines", True, "order"),
    (Order, "shipping_address", False, "shipped_orders"),
    (OrderLine, "product", False, "order_lines"),
    (Product, "supplier", False, "products"),
])
def test_both_sides_of_relationships(model, attribute, uselist, back):
    configure_mappers()
    relationship = inspect(model).relationships[attribute]
    assert relationship.uselist is uselist
    assert [r.key for r in relationship._reverse_property] == [back]


def test_setting_one_side_sets_the_other():
    product, category = Product(sku="X"), Category(name="c")
    category.products.append(product)
    assert product.categories == [category]
    root = Category(name="root")
    category.parent = root
    assert root.children == [category]
