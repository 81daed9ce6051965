"""What SQLAlchemy makes of a table or a mapper, as values that JSON can hold and that are the same in every process."""

import re
import time

# Two runs that are compared lie less than this apart; zones included.
SECONDS_OF_A_DAY = 86400


def dialects():
    """The dialects whose DDL is compared, by name."""
    from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

    return {
        "SQLite": sqlite.dialect(),
        "PostgreSQL": postgresql.dialect(),
        "MySQL": mysql.dialect(),
        "SQL Server": mssql.dialect(),
        "Oracle": oracle.dialect(),
    }


def shown(value):
    """A text for a value that is the same in every process."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if callable(value) and hasattr(value, "__qualname__"):
        return "{}.{}".format(getattr(value, "__module__", ""), value.__qualname__)
    if is_now(value):
        return "{} of the run".format(type(value).__name__)
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))


def is_now(value):
    """Whether a value is a moment of this run: what `default=datetime.utcnow()` has become."""
    try:
        return abs(value.timestamp() - time.time()) < SECONDS_OF_A_DAY
    except Exception:
        return False


def default(given):
    """A column default: its kind and what it gives."""
    if given is None:
        return None
    argument = getattr(given, "arg", given)
    argument = getattr(argument, "__wrapped__", argument)
    text = str(argument) if hasattr(argument, "compile") else shown(argument)
    # 2.x has several classes of column defaults, where 1.4 has one.
    names = [base.__name__ for base in type(given).__mro__]
    kind = "ColumnDefault" if "ColumnDefault" in names else names[0]
    return "{}: {}".format(kind, text)


def ddl(element, dialect):
    try:
        return str(element.compile(dialect=dialect)).strip()
    except Exception as error:
        return "this dialect cannot say it: {}".format(type(error).__name__)


def table_record(table, dialects):
    from sqlalchemy.schema import CreateIndex, CreateTable

    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    record = {"column": {}}
    for name, dialect in dialects.items():
        statements = [CreateTable(table)] + [CreateIndex(index) for index in indexes]
        record[name] = "\n".join(ddl(statement, dialect) for statement in statements)
    for column in table.columns:
        record["column"][column.name] = {
            "key": column.key,
            "type": type(column.type).__name__,
            "nullable": column.nullable,
            "primary key": column.primary_key,
            "autoincrement": shown(column.autoincrement),
            "default": default(column.default),
            "onupdate": default(column.onupdate),
            "server default": default(column.server_default),
            "server onupdate": default(column.server_onupdate),
            "foreign keys": sorted(key.target_fullname for key in column.foreign_keys),
            "comment": column.comment,
            "info": shown(dict(column.info)),
        }
    return record


def collection(factory):
    """How a relationship keeps its objects."""
    # An annotation may name the list that is the default without one.
    if factory is None or factory is list:
        return None
    # Releases differ in what they make of attribute_keyed_dict() and its like, but not in what that is keyed by.
    if getattr(factory, "__module__", "").startswith("sqlalchemy.orm"):
        try:
            key = factory().keyfunc
            inner = getattr(key, "attr_name", None) or key.__reduce__()[1]
        except Exception:
            return shown(factory)
        return "dict by {}".format(shown(inner[0] if type(inner) is tuple else inner))
    return shown(factory)


def relationship_record(relationship):
    return {
        "target": relationship.mapper.class_.__qualname__,
        "direction": relationship.direction.name,
        "uselist": relationship.uselist,
        "collection": collection(relationship.collection_class),
        "lazy": shown(relationship.lazy),
        "cascade": sorted(relationship.cascade),
        "back populates": sorted(str(other) for other in relationship._reverse_property),
        "secondary": str(relationship.secondary),
        "primary join": str(relationship.primaryjoin),
        "secondary join": str(relationship.secondaryjoin),
        "order by": [str(column) for column in relationship.order_by or []],
        "remote side": sorted(str(column) for column in relationship.remote_side),
        "viewonly": relationship.viewonly,
        "passive deletes": shown(relationship.passive_deletes),
        "passive updates": shown(relationship.passive_updates),
        "post update": relationship.post_update,
        "single parent": relationship.single_parent,
        "innerjoin": shown(relationship.innerjoin),
        "doc": relationship.doc,
        "info": shown(dict(relationship.info)),
    }


def expression(value):
    """An expression's text. Releases differ in the order of what a FROM lists, which says nothing."""
    if value is None:
        return None
    in_order = lambda found: "FROM " + ", ".join(sorted(found.group(1).split(", ")))
    return re.sub(r"\bFROM ([\w.\"]+(?:, [\w.\"]+)+)", in_order, str(value))


def mapper_record(mapper):
    columns = {}
    for attribute in mapper.column_attrs:
        columns[attribute.key] = {
            "columns": [str(column) for column in attribute.columns],
            "deferred": attribute.deferred,
            "group": attribute.group,
            "active history": attribute.active_history,
        }
    others = set(mapper.attrs.keys()) - set(columns) - set(mapper.relationships.keys())
    return {
        "table": expression(mapper.local_table),
        "inherits": mapper.inherits.class_.__qualname__ if mapper.inherits else None,
        "polymorphic identity": shown(mapper.polymorphic_identity),
        "polymorphic on": expression(mapper.polymorphic_on),
        "version column": expression(mapper.version_id_col),
        "eager defaults": shown(mapper.eager_defaults) if mapper.eager_defaults is True else None,
        "other attributes": sorted(others),
        "attribute": columns,
        "relationship": {
            relationship.key: relationship_record(relationship)
            for relationship in mapper.relationships
        },
    }
