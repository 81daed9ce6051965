"""Tells, as JSON, what SQLAlchemy makes of a project's modules: tables with their DDL, and mappers.

    python probe.py REQUEST ANSWER

REQUEST is a JSON file: "roots" go on the module path, "modules" are imported, and in place of each file in
"overlay" the file is read that is named there. Nothing is written but ANSWER.
"""

import gc
import importlib
import importlib.machinery
import json
import os
import re
import sys
import traceback


def read_overlay(overlay):
    """Makes the import system read other files in place of some."""
    stands_for = {os.path.realpath(path): other for path, other in overlay.items()}
    loader = importlib.machinery.SourceFileLoader
    get_data, path_stats = loader.get_data, loader.path_stats

    def get_data_of(self, path):
        return get_data(self, stands_for.get(os.path.realpath(path), path))

    def path_stats_of(self, path):
        if os.path.realpath(path) in stands_for:
            # Without it compiled code that lies beside the file is not looked at.
            raise OSError("compiled code of this file is of no use")
        return path_stats(self, path)

    loader.get_data, loader.path_stats = get_data_of, path_stats_of


def shown(value):
    """A text for a value that is the same in every process."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if callable(value) and hasattr(value, "__qualname__"):
        return "{}.{}".format(getattr(value, "__module__", ""), value.__qualname__)
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))


def default(given):
    """A column default: its kind and what it gives."""
    if given is None:
        return None
    argument = getattr(given, "arg", given)
    argument = getattr(argument, "__wrapped__", argument)
    text = str(argument) if hasattr(argument, "compile") else shown(argument)
    return "{}: {}".format(type(given).__name__, text)


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


def relationship_record(relationship):
    collection = relationship.collection_class
    return {
        "target": relationship.mapper.class_.__qualname__,
        "direction": relationship.direction.name,
        "uselist": relationship.uselist,
        # An annotation may name the list that is the default without one.
        "collection": None if collection is list else shown(collection),
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


def mapper_record(mapper):
    expression = lambda value: None if value is None else str(value)
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


def numbered(record, name, value):
    """Keeps what has the same name as something else under a name of its own."""
    key, count = name, 1
    while key in record:
        count += 1
        key = "{} #{}".format(name, count)
    record[key] = value


def describe(modules):
    import sqlalchemy
    from sqlalchemy import MetaData
    from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
    from sqlalchemy.orm import Mapper, configure_mappers

    dialects = {
        "SQLite": sqlite.dialect(),
        "PostgreSQL": postgresql.dialect(),
        "MySQL": mysql.dialect(),
        "SQL Server": mssql.dialect(),
        "Oracle": oracle.dialect(),
    }
    # SQLAlchemy's dialects have tables of their own.
    before = {id(found) for found in gc.get_objects() if isinstance(found, MetaData)}
    failed = {}
    for module in modules:
        try:
            importlib.import_module(module)
        except BaseException as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            failed[module] = "{}: {} ({}:{})".format(
                type(error).__name__, error, where.filename, where.lineno
            )
    problem = None
    try:
        configure_mappers()
    except Exception as error:
        problem = "{}: {}".format(type(error).__name__, error)
    tables, mappers = {}, {}
    found = [one for one in gc.get_objects() if isinstance(one, MetaData) and id(one) not in before]
    every = [table for one in found for table in one.tables.values()]
    for table in sorted(every, key=lambda table: (table.fullname, ",".join(table.columns.keys()))):
        numbered(tables, table.fullname, table_record(table, dialects))
    if problem is None:
        every = [one for one in gc.get_objects() if isinstance(one, Mapper)]
        name = lambda mapper: "{}.{}".format(mapper.class_.__module__, mapper.class_.__qualname__)
        for mapper in sorted(every, key=lambda mapper: (name(mapper), str(mapper.local_table))):
            numbered(mappers, name(mapper), mapper_record(mapper))
    return {
        "release": sqlalchemy.__version__,
        "failed": failed,
        "problem": problem,
        "table": tables,
        "mapper": mappers,
    }


def main():
    request_path, answer_path = sys.argv[1:]
    with open(request_path, encoding="utf-8") as stream:
        request = json.load(stream)
    sys.dont_write_bytecode = True
    sys.path[:1] = request["roots"]
    read_overlay(request["overlay"])
    answer = describe(request["modules"])
    with open(answer_path, "w", encoding="utf-8") as stream:
        json.dump(answer, stream)


main()
