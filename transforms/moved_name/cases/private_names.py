from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.orm.decl_base import _as_declarative
from sqlalchemy.orm.query import _legacy_determine_last_joined_entity as legacy
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql import expression
from sqlalchemy.sql.expression import _BindParamClause, bindparam, ClauseElement
from sqlalchemy.sql.expression import select as make_select
from sqlalchemy.util._collections import ImmutableContainer


class View(DDLElement):
    pass


def check(value):
    return isinstance(value, _BindParamClause) or expression.select is make_select


expression._UnaryExpression
