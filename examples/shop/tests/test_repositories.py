import pytest
from sqlalchemy import inspect
from sqlalchemy.orm.exc import MultipleResultsFound, NoResultFound

from shop import repositories as repo
from shop.models import Product


def skus(products):
    return [product.sku for product in products]


def test_find_product(shop):
    assert repo.find_product(shop, "CUP-001").name == "Cup"
    assert repo.find_product(shop, "CUP-999") is None


def test_product_names(shop):
    assert repo.product_names(shop, ["TEA-001", "CUP-001", "nope"]) == {
        "TEA-001": "Green tea", "CUP-001": "Cup"}


def test_products_for_sale_include_null(shop):
    assert skus(repo.products_for_sale(shop)) == ["TEA-002", "CUP-001", "TEA-001"]


def test_search_without_conditions(shop):
    products, hits = repo.search_products(shop)
    assert skus(products) == ["TEA-003", "CUP-001", "TEA-002", "TEA-001"]
    assert hits == 4


def test_search_joins_give_each_product_once_but_count_all_hits(shop):
    products, hits = repo.search_products(shop, category="Tea")
    assert skus(products) == ["TEA-003", "TEA-002", "TEA-001"]
    assert hits == 5


def test_search_in_every_field(shop):
    products, hits = repo.search_products(shop, term="TEA", max_price=10, in_stock=True)
    assert (skus(products), hits) == (["TEA-002", "TEA-001"], 2)
    # the cup has no description
    assert repo.search_products(shop, term="afar")[1] == 3
    assert repo.search_products(shop, term="nothing like it") == ([], 0)


def test_search_pages_count_rows(shop):
    # Five rows for three products: the page is cut by the database, before doubles go.
    first, _ = repo.search_products(shop, category="Tea", per_page=3)
    second, _ = repo.search_products(shop, category="Tea", per_page=3, page=2)
    third, _ = repo.search_products(shop, category="Tea", per_page=3, page=3)
    assert skus(first) == ["TEA-003", "TEA-002"]
    assert skus(second) == ["TEA-001"]
    assert third == []


def test_products_by_category_prefix(shop):
    assert skus(repo.products_by_category_prefix(shop, "Tea")) == ["TEA-001", "TEA-002", "TEA-003"]
    assert repo.count_category_entries(shop, "Tea") == 5
    assert repo.count_category_entries(shop, "Gifts") == 0


def test_cheapest_product(shop):
    assert repo.cheapest_product(shop, "Tea").sku == "TEA-001"
    assert repo.cheapest_product(shop, "Hot").sku == "TEA-002"
    assert repo.cheapest_product(shop, "Green tea") is None  # a product, no category


def test_only_one_row_is_fetched(shop, statements):
    repo.cheapest_product(shop, "Tea")
    assert len(statements) == 1 and " LIMIT " in statements[0]


def test_product_with_details(shop):
    shop.expunge_all()
    product = repo.product_with_details(shop, "TEA-002")
    assert not inspect(product).unloaded & {"categories", "supplier"}
    assert [c.name for c in product.categories] == ["Tea", "Hot", "Tea, hot"]
    with pytest.raises(NoResultFound):
        repo.product_with_details(shop, "nope")


def test_newest_products(shop):
    shop.expunge_all()
    products = repo.newest_products(shop)
    assert skus(products) == ["CUP-001", "TEA-003", "TEA-002"]
    assert "categories" not in inspect(products[2]).unloaded
    assert skus(repo.newest_products(shop, limit=1)) == ["CUP-001"]


def test_lock_product(shop):
    assert repo.lock_product(shop, "TEA-001").stock == 10
    assert repo.lock_product(shop, "nope") is None


def test_price_of(shop):
    assert str(repo.price_of(shop, "TEA-001")) == "4.50"
    assert repo.price_of(shop, "nope") is None


def test_supplier_of(shop):
    first = repo.find_product(shop, "TEA-001")
    shop.add(Product(sku="TEA-009", name="Green tea", price=9, supplier_id=first.supplier_id))
    assert repo.supplier_of(shop, "Green tea") == "Leaf Ltd"  # two products, one supplier
    assert repo.supplier_of(shop, "Cup") is None
    with pytest.raises(MultipleResultsFound):
        repo.supplier_of(shop, "Black tea")


def test_supplier_names(shop):
    assert repo.supplier_names(shop) == ["Leaf Ltd"]


def test_category_tree(shop):
    assert [c.name for c in repo.root_categories(shop)] == ["Hot", "Tea", "Gifts"]
    children = repo.subcategories(shop, "Tea")
    assert [c.name for c in children] == ["Tea, iced", "Tea, hot"]
    assert children[0].parent.name == "Tea"
    assert repo.subcategories(shop, "Gifts") == []
    assert skus(children[1].products) == ["TEA-001", "TEA-002"]
    assert repo.empty_categories(shop) == ["Gifts", "Tea, iced"]


def test_short_products_come_one_by_one(shop):
    products = repo.each_short_product(shop)
    assert next(products).sku == "TEA-003"
    assert skus(products) == ["TEA-002"]


def test_unsold_products(shop, raw):
    assert repo.has_unsold_products(shop) is True
    assert skus(repo.unsold_products(shop)) == ["CUP-001", "TEA-003"]
    assert repo.discontinue_unsold(shop) == 2
    shop.commit()
    assert raw.rows("SELECT sku FROM products WHERE discontinued ORDER BY sku") == [
        ("CUP-001",), ("TEA-003",)]
