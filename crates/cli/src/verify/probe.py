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
import sys
import traceback

from alchemod_describe import dialects, mapper_record, table_record


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
    from sqlalchemy.orm import Mapper, configure_mappers

    every_dialect = dialects()
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
        numbered(tables, table.fullname, table_record(table, every_dialect))
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
