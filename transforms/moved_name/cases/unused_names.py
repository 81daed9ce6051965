from flask_sqlalchemy import Pagination, SignallingSession, SQLAlchemy, get_debug_queries
from sqlalchemy.ext.baked import bake_lazy_loaders, bakery, baked_lazyload
from sqlalchemy.ext.declarative import instrument_declarative
from sqlalchemy.interfaces import PoolListener
from sqlalchemy.pool import manage
from sqlalchemy.pool import dbapi_proxy, QueuePool
from sqlalchemy.orm.interfaces import (
    MapperExtension,  # for the audit
    SessionExtension,
)

try:
    from sqlalchemy.orm import joinedload_all
except ImportError:
    joinedload_all = None

pool = manage


def page(items: Pagination):
    return isinstance(items, Pagination)


def lazily(attribute):
    return baked_lazyload(attribute)


def late():
    from sqlalchemy.util import with_metaclass
