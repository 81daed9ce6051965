import sqlalchemy
import sqlalchemy as sa
from distutils.version import LooseVersion
from importlib.metadata import version

from packaging import version as packaging_version
from sqlalchemy import select

SQLA_VERSION = tuple(map(int, sqlalchemy.__version__.split(".")[:2]))
MINIMUM = (1, 4)
IS_OLD = LooseVersion(sa.__version__) < LooseVersion("1.4.0")

if sqlalchemy.__version__.startswith("1.3"):
    from sqlalchemy.engine.url import make_url
else:
    from sqlalchemy.engine import make_url  # 1.4


if IS_OLD:

    def names(engine):
        return engine.table_names()

else:

    def names(engine):
        """Names of

    all tables.
        """
        return sa.inspect(engine).get_table_names()


def columns(*names):
    if SQLA_VERSION >= MINIMUM:
        return select(*names)
    return select(names)


def engine(url, **kwargs):
    # the engine
    if SQLA_VERSION < (2, 0):
        # asks for 2.0 style (goes)
        kwargs["future"] = True  # 1.4 (goes)
    if version("sqlalchemy") < "1.4" and kwargs:
        kwargs["strategy"] = "plain"
    return sa.create_engine(url, **kwargs)


def configure(kwargs):
    if not IS_OLD:
        pass


def old_only():
    if packaging_version.parse(sa.__version__) < packaging_version.Version("1.4"):
        print("old")


def several(kind):
    if kind == "a":
        result = 1
    elif SQLA_VERSION[0] == 1:
        result = 2
    elif SQLA_VERSION >= (1, 4):
        result = 3
    else:
        result = 4
    if SQLA_VERSION[0] < 2:
        result += 1
    elif kind:
        result += 2
    else:
        result += 3
    return result


row_class = (
    sa.engine.RowProxy
    if IS_OLD
    else sa.engine.Row
)
flag = "new" if SQLA_VERSION[0] >= 2 else "old"
if IS_OLD: print("old")
