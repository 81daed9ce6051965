"""Queries of the catalogue: plain functions, the session comes first."""
from sqlalchemy import and_, func, or_
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from .models import Category, Product, Supplier


def find_product(session, sku):
    """The product with this number, or None."""
    return session.query(Product).get(sku)


def product_names(session, skus):
    """Names by number; unknown numbers are simply missing."""
    return dict(session.query(Product.sku, Product.name).filter(Product.sku.in_(skus)).all())


def products_for_sale(session):
    # NULL counts as "not discontinued": see the model.
    return (
        session.query(Product)
        .filter(or_(Product.discontinued == False, Product.discontinued == None))  # noqa: E711,E712
        .order_by(Product.name, Product.sku)
        .all()
    )


def search_products(session, term=None, category=None, max_price=None,
                    in_stock=False, page=1, per_page=10):
    """
    The shop's search form.  Returns ``(products, number_of_hits)``.

    A product that is in several matching categories is shown once, but the number of hits is
    what the database counts.
    """
    query = session.query(Product)
    if term:
        like = "%" + term.lower() + "%"
        query = query.filter(or_(func.lower(Product.name).like(like),
                                 func.lower(Product.description).like(like)))
    if category is not None:
        query = query.join(Product.categories).filter(Category.name.startswith(category))
    if max_price is not None:
        query = query.filter(Product.price <= max_price)
    if in_stock:
        query = query.filter(Product.stock > 0)

    hits = query.count()
    query = query.order_by(Product.price.desc(), Product.sku)
    return query.limit(per_page).offset((page - 1) * per_page).all(), hits


def products_by_category_prefix(session: Session, prefix: str):
    """Every product once, however many of its categories match."""
    return session.query(Product) \
        .join(Product.categories) \
        .filter(Category.name.like(prefix + "%")) \
        .order_by(Product.sku) \
        .all()


def count_category_entries(session: Session, prefix: str) -> int:
    """How many lines the printed index will have: a product in two categories has two."""
    return session.query(Product).join(Product.categories).filter(Category.name.like(prefix + "%")).count()


def cheapest_product(session, category_name):
    return (session.query(Product)
            .join(Product.categories)
            .filter_by(name=category_name)      # of the category, not of the product
            .order_by(Product.price)
            .first())


def product_with_details(session, sku):
    """One product, with all that its page shows loaded at once."""
    return (
        session.query(Product)
        .options(joinedload(Product.categories), joinedload(Product.supplier))
        .filter(Product.sku == sku)
        .one()
    )


def newest_products(session, limit=3):
    query = session.query(Product).options(selectinload(Product.categories))
    # The number breaks ties: imports write many rows in the same second.
    query = query.order_by(Product.created_at.desc(), Product.sku.desc())
    return query.limit(limit).all()


def lock_product(session, sku):
    """The product, locked until the end of the transaction (where the database can)."""
    return session.query(Product).filter_by(sku=sku).with_for_update().one_or_none()


def price_of(session, sku):
    """Price, or None where there is no such product."""
    return session.query(Product.price).filter(Product.sku == sku).scalar()


def supplier_of(session, product_name):
    """
    The supplier's name of the product called so.

    Raises MultipleResultsFound if several suppliers sell a product of that name.
    """
    return (
        session.query(Supplier.name)
        .select_from(Product)
        .join(Supplier, Product.supplier_id == Supplier.id)
        .filter(Product.name == product_name)
        .distinct()
        .scalar()
    )


def supplier_names(session):
    """Names of all suppliers with something on the shelf; NULL suppliers do not count."""
    rows = session.query(Supplier.name).join(Supplier.products).filter(Product.stock > 0).distinct()
    return sorted(name for name, in rows)


def root_categories(session):
    return session.query(Category).filter(Category.parent_id.is_(None)).order_by(Category.position).all()


def subcategories(session, name):
    """Children of the category called `name`, through a second look at the same table."""
    parent = aliased(Category)
    return (
        session.query(Category)
        .join(parent, Category.parent_id == parent.id)
        .filter(parent.name == name)
        .order_by(Category.position, Category.id)
        .all()
    )


def empty_categories(session):
    """Names of leaves without a product."""
    child = aliased(Category)
    query = (session.query(Category.name)
             .outerjoin(Category.products)
             .outerjoin(child, child.parent_id == Category.id)
             .filter(and_(Product.sku == None, child.id == None)))  # noqa: E711
    return [row.name for row in query.order_by(Category.name)]


def each_short_product(session):
    """Yield the products to order again, one by one."""
    for product in session.query(Product).filter(Product.is_short).order_by(Product.stock, Product.sku):
        yield product


def _unsold(session):
    # Built here, run in the two functions below.
    return session.query(Product).outerjoin(Product.order_lines).filter_by(order_id=None)


def unsold_products(session):
    return _unsold(session).order_by(Product.sku).all()


def has_unsold_products(session):
    return session.query(_unsold(session).exists()).scalar()


def discontinue_unsold(session):
    """Returns the number of products that are gone now."""
    skus = [product.sku for product in _unsold(session)]
    return (session.query(Product)
            .filter(Product.sku.in_(skus))
            .update({Product.discontinued: True}, synchronize_session=False))
