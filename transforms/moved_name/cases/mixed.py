"""Old names in all places."""
import os

import sqlalchemy
import sqlalchemy.ext.declarative
from sqlalchemy.ext.declarative import (  # the declarative things
    AbstractConcreteBase,  # of all shapes
    declarative_base,
    declared_attr,
)
from sqlalchemy.orm import (
    eagerload,
    joinedload,  # loads
    relation as rel,
    MapperExtension,
)
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm.query import aliased, Query

Old = sqlalchemy.ext.declarative.declarative_base()
Base = declarative_base(cls=AbstractConcreteBase)


def load(query):
    from sqlalchemy.databases import mysql, firebird
    return query.options(eagerload("a"), joinedload("b")), mysql.TINYINT, os.name, rel


class Listener(MapperExtension):
    option = sqlalchemy.orm.eagerload_all
