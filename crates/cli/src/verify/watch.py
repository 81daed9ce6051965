"""Tells, as JSON, of each table and each mapper that SQLAlchemy makes in this process.

It lies as `sitecustomize.py` in a folder of the module path, so that it is loaded in each Python process of a
command. Beside it lies "request.json": "root" is the folder of the project's copy, "original" that of the project,
and in the folder "answers" each process writes a file of its own, a line for each record.
"""

import atexit
import functools
import importlib.machinery
import importlib.util
import json
import os
import sys
import time
import warnings
import weakref

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "request.json"), encoding="utf-8") as stream:
    REQUEST = json.load(stream)
STARTED = time.time_ns()

# Tables that nobody creates are told of at the end, or when there are so many that they would fill the memory.
MOST_TABLES_WAITING = 500


def run_the_next():
    """Runs the sitecustomize module that this one hides."""
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


def in_copy(path):
    """The place in the copy of a path in the project, if there is something; else the path."""
    original = REQUEST["original"]
    if path != original and not path.startswith(original + os.sep):
        return path
    copied = REQUEST["root"] + path[len(original) :]
    return copied if os.path.exists(copied) else path


def use_the_copy():
    """Projects that are installed to be edited are on the module path, or have finders, with absolute paths."""
    sys.path[:] = [in_copy(path) if isinstance(path, str) else path for path in sys.path]
    for finder in sys.meta_path:
        module = sys.modules.get(getattr(finder, "__module__", None))
        mapping = getattr(module, "MAPPING", None)
        if isinstance(mapping, dict):
            for name, path in mapping.items():
                if isinstance(path, str):
                    mapping[name] = in_copy(path)


class AfterImport:
    """A finder that finds what the others find, and calls a function when certain modules have been run."""

    def __init__(self, functions):
        self.functions = functions

    def find_spec(self, name, path=None, target=None):
        function = self.functions.get(name)
        if function is None:
            return None
        others = [finder for finder in sys.meta_path if finder is not self]
        for finder in others:
            spec = finder.find_spec(name, path, target) if hasattr(finder, "find_spec") else None
            if spec is not None:
                break
        else:
            return None
        run = getattr(spec.loader, "exec_module", None)
        if run is not None:

            def exec_module(module):
                run(module)
                carefully(function)()

            spec.loader.exec_module = exec_module
        return spec


def carefully(function):
    """The program goes on whatever happens here, but it is told of; and it does not see warnings of its own types."""

    @functools.wraps(function)
    def careful(*arguments, **keywords):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                function(*arguments, **keywords)
        except Exception as error:
            write({"problem": "{}: {}".format(type(error).__name__, error)})

    return careful


written = set()


def write(value):
    """Writes a line, once. The file is opened each time: programs fork, and close what they do not know."""
    line = json.dumps(value)
    key = (os.getpid(), hash(line))
    if key in written:
        return
    written.add(key)
    name = "{}-{}.jsonl".format(STARTED, os.getpid())
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    file = os.open(os.path.join(HERE, "answers", name), flags, 0o666)
    try:
        rest = (line + "\n").encode("utf-8")
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


@functools.lru_cache(maxsize=None)
def is_own(path):
    """Whether a file belongs to the project."""
    path = os.path.realpath(path)
    return path.startswith(REQUEST["root"] + os.sep) and "site-packages" not in path


def module_name(name):
    """A module's name; that of the program is not `__main__`, for there may be several programs."""
    if name != "__main__":
        return name
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    return spec.name if spec else os.path.basename(getattr(main, "__file__", None) or name)


def place():
    """Where the project makes what is being made: the module that is being imported, or the test, or the function.

    None if SQLAlchemy makes it for its own use.
    """
    frame, nearest = sys._getframe(1), ""
    while frame is not None:
        code, name = frame.f_code, str(frame.f_globals.get("__name__") or "")
        if name.startswith("sqlalchemy.dialects."):
            return None
        if is_own(code.co_filename):
            if code.co_name == "<module>":
                return module_name(name)
            nearest = nearest or "{}.{}".format(module_name(name), code.co_name)
        frame = frame.f_back
    test = os.environ.get("PYTEST_CURRENT_TEST")
    return test.rsplit(" (", 1)[0] if test else nearest


@functools.lru_cache(maxsize=None)
def describe():
    """The module that lies beside this one."""
    spec = importlib.util.spec_from_file_location(
        "alchemod_describe", os.path.join(HERE, "alchemod_describe.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.lru_cache(maxsize=None)
def dialects():
    return describe().dialects()


waiting_tables, table_places = {}, weakref.WeakKeyDictionary()


def size(table):
    return len(table.columns), len(table.indexes), len(table.constraints)


@carefully
def table_made(table, metadata):
    where = place()
    if where is None:
        return
    table_places[table] = [where, None]
    waiting_tables[id(table)] = table
    if len(waiting_tables) > MOST_TABLES_WAITING:
        tell_table(next(iter(waiting_tables.values())))


@carefully
def table_created(table, connection, **keywords):
    tell_table(table)


@carefully
def tell_table(table):
    """Tells of a table, unless it has been told and has not grown since."""
    waiting_tables.pop(id(table), None)
    told = table_places.get(table)
    if told is None or told[1] == size(table):
        return
    told[1] = size(table)
    record = describe().table_record(table, dialects())
    write({"kind": "table", "name": table.fullname, "place": told[0], "value": record})


@carefully
def tables_going(metadata):
    """A table that is taken out of its metadata does not find the tables that it refers to any more."""
    for table in list(waiting_tables.values()):
        if table.metadata is metadata:
            tell_table(table)


def before(owner, name, action):
    """Lets `action` come before a method."""
    method = getattr(owner, name)

    @functools.wraps(method)
    def wrapped(self, *arguments, **keywords):
        action(self)
        return method(self, *arguments, **keywords)

    setattr(owner, name, wrapped)


def watch_tables():
    import sqlalchemy
    from sqlalchemy import event

    write({"release": sqlalchemy.__version__})
    event.listen(sqlalchemy.Table, "after_parent_attach", table_made)
    event.listen(sqlalchemy.Table, "before_create", table_created)
    before(sqlalchemy.MetaData, "clear", tables_going)
    before(sqlalchemy.MetaData, "remove", lambda self, table: tables_going(self))
    atexit.register(tell_the_rest)


@carefully
def tell_the_rest():
    for table in list(waiting_tables.values()):
        tell_table(table)


waiting_mappers = []


@carefully
def mapper_made(mapper, class_):
    waiting_mappers.append((weakref.ref(mapper), place()))


@carefully
def mappers_configured():
    waiting = list(waiting_mappers)
    del waiting_mappers[:]
    for reference, where in waiting:
        mapper = reference()
        if mapper is None:
            continue
        if mapper.configured:
            tell_mapper(mapper, where)
        else:
            waiting_mappers.append((reference, where))


@carefully
def tell_mapper(mapper, where):
    class_ = mapper.class_
    name = "{}.{}".format(module_name(class_.__module__), class_.__qualname__)
    record = describe().mapper_record(mapper)
    write({"kind": "mapper", "name": name, "place": where, "value": record})
    for table in mapper.tables:
        tell_table(table)


def watch_mappers():
    from sqlalchemy import event
    from sqlalchemy.orm import Mapper

    event.listen(Mapper, "instrument_class", mapper_made)
    event.listen(Mapper, "after_configured", mappers_configured)


sys.path[:] = [path for path in sys.path if not path or os.path.abspath(path) != HERE]
use_the_copy()
sys.meta_path.insert(0, AfterImport({"sqlalchemy": watch_tables, "sqlalchemy.orm": watch_mappers}))
run_the_next()
