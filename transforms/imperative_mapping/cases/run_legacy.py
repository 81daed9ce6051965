# -*- coding: utf-8 -*-
"""A shop of 2013: tables, classes and mappings apart from each other."""
import datetime

from sqlalchemy import *
from sqlalchemy import orm
from sqlalchemy.orm import backref, deferred, eagerload, mapper, relation, scoped_session, sessionmaker, synonym
from sqlalchemy.orm import class_mapper, column_property, joinedload, subqueryload

metadata = MetaData()
Session = scoped_session(sessionmaker())

customer_table = Table('customer', metadata,
    Column('customer_id', Integer, primary_key=True),
    Column('name', Unicode(50), nullable=False),
    Column('mail', String(50)),
    Column('notes', Text),
)
order_table = Table('purchase', metadata,
    Column('order_id', Integer, primary_key=True),
    Column('customer_id', Integer, ForeignKey('customer.customer_id'), nullable=False),
    Column('placed', Date, default=datetime.date.today),
    Column('kind', String(10), nullable=False),
    Column('priority', Integer),
)
line_table = Table('line', metadata,
    Column('order_id', Integer, ForeignKey(order_table.c.order_id), primary_key=True),
    Column('number', Integer, primary_key=True),
    Column('article_id', Integer, ForeignKey('article.article_id')),
    Column('amount', Integer, default=1),
)
article_table = Table('article', metadata,
    Column('article_id', Integer, primary_key=True),
    Column('title', Unicode(50)),
    Column('price', Numeric(10, 2)),
)
category_table = Table('category', metadata,
    Column('id', Integer, primary_key=True),
    Column('parent_id', Integer, ForeignKey('category.id')),
    Column('title', Unicode(30)),
)
article_category_table = Table('article_category', metadata,
    Column('article_id', Integer, ForeignKey('article.article_id'), primary_key=True),
    Column('category_id', Integer, ForeignKey('category.id'), primary_key=True),
)


class Entity(object):
    def __init__(self, **values):
        for key in values:
            setattr(self, key, values[key])


class Customer(Entity):
    def __repr__(self):
        return '<Customer %s>' % self.name


class Order(Entity):
    pass


class RushOrder(Order):
    pass


class Line(Entity):
    pass


class Article(Entity):
    @property
    def label(self):
        return '%s (%s)' % (self.title, self.price)


class Category(Entity):
    pass


orm.mapper(Customer, customer_table, properties={
    'id': customer_table.c.customer_id,
    'notes': deferred(customer_table.c.notes),
    'email': synonym('mail'),
    'orders': relation(Order, backref='customer', cascade='all, delete-orphan', order_by=order_table.c.order_id),
})
mapper(Order, order_table, polymorphic_on=order_table.c.kind, polymorphic_identity='plain', properties={
    'id': order_table.c.order_id,
    'lines': relation(Line, backref=backref('order', lazy='joined'), order_by=line_table.c.number, lazy=False,
                      cascade='all, delete-orphan'),
})
mapper(RushOrder, inherits=Order, polymorphic_identity='rush')
mapper(Line, line_table)
mapper(Article, article_table, properties={
    'lines': relation(Line, backref=backref('article', uselist=False), lazy='dynamic'),
    'categories': relation(Category, secondary=article_category_table, backref='articles'),
    'sold': column_property(
        select([func.coalesce(func.sum(line_table.c.amount), 0)],
               line_table.c.article_id == article_table.c.article_id).as_scalar()),
})
mapper(Category, category_table, properties={
    'children': relation(Category, backref=backref('parent', remote_side=[category_table.c.id])),
})


def customers_with_orders():
    return Session.query(Customer).options(eagerload('orders')).order_by(Customer.name).all()


def buyers_of(title):
    return Session.query(Customer).join('orders', 'lines', 'article').filter(Article.title == title).order_by(Customer.id).all()


def lines_of(customer):
    return Session.query(Line).join('order').filter_by(customer=customer).order_by(Line.number).all()


def deep():
    return Session.query(Customer).options(joinedload('orders.lines.article')).order_by(Customer.id).all()


def order(number):
    return Session.query(Order).get(number)


def rush():
    return Session.query(RushOrder).options(subqueryload('lines')).all()


def fill():
    ed = Customer(name=u'Ed', mail='ed@x')
    al = Customer(name=u'Al', mail='al@x')
    Session.add_all([ed, al])
    garden = Category(title=u'garden')
    tools = Category(title=u'tools', parent=garden)
    spade = Article(title=u'Spade', price=12, categories=[tools, garden])
    seed = Article(title=u'Seed', price=1, categories=[garden])
    Session.add_all([spade, seed, Article(title=u'Rake', price=9)])
    first = Order(customer=ed, kind='plain')
    Session.add(first)
    first.lines = [Line(number=1, article=spade, amount=2), Line(number=2, article=seed, amount=30)]
    second = RushOrder(customer=ed)
    Session.add(second)
    second.lines = [Line(number=1, article=seed, amount=5)]
    Session.commit()


def observe():
    from sqlalchemy.pool import StaticPool
    engine = create_engine('sqlite://', poolclass=StaticPool, connect_args={'check_same_thread': False})
    metadata.create_all(engine)
    Session.configure(bind=engine)
    fill()
    seen = {}
    seen['eager'] = [(c.name, [o.id for o in c.orders]) for c in customers_with_orders()]
    seen['buyers'] = [c.name for c in buyers_of(u'Seed')]
    ed = Session.query(Customer).filter_by(name=u'Ed').one()
    seen['mail'] = [ed.email, ed.notes]
    seen['lines'] = [(l.order.id, l.number) for l in lines_of(ed)]
    seen['deep'] = [[(l.article.title, l.amount) for o in c.orders for l in o.lines] for c in deep()]
    seen['get'] = [order(1).customer.name, order(7), type(order(2)).__name__]
    seen['rush'] = [o.lines[0].article.label for o in rush()]
    seen['dynamic'] = Session.query(Article).filter_by(title=u'Seed').one().lines.filter(Line.amount > 10).count()
    seen['sold'] = [(a.title, int(a.sold)) for a in Session.query(Article).order_by(Article.title)]
    seen['tree'] = [(c.title, c.parent and c.parent.title, sorted(a.title for a in c.articles)) for c in Session.query(Category).order_by(Category.id)]
    seen['any'] = [a.title for a in Session.query(Article).filter(Article.categories.any(title=u'tools'))]
    seen['deleted'] = Session.query(Line).filter(Line.amount == 5).delete()
    Session.expire_all()
    Session.delete(ed)
    Session.commit()
    seen['left'] = [Session.query(Order).count(), Session.query(Line).count(), Session.query(Customer).count()]
    seen['mapper'] = sorted(class_mapper(Order).attrs.keys())
    Session.remove()
    return seen
