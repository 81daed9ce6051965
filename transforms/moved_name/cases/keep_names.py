from sqlalchemy import *
from sqlalchemy.ext.declarative import AbstractConcreteBase, ConcreteBase, DeferredReflection
from sqlalchemy.orm import RelationshipProperty, joinedload

relation = object()


def is_relation(prop):
    return isinstance(prop, RelationshipProperty) or relation.relation
