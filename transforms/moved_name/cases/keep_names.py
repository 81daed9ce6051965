from sqlalchemy import *
from sqlalchemy.engine.url import make_url
from sqlalchemy.ext.declarative import AbstractConcreteBase, ConcreteBase, DeferredReflection
from sqlalchemy.orm import RelationshipProperty, joinedload
from sqlalchemy.sql.expression import and_, func, select

relation = object()


def is_relation(prop):
    return isinstance(prop, RelationshipProperty) or relation.relation
