import sys

import flask
import sqlalchemy
from packaging.version import parse

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])

if sys.version_info >= (3, 8):
    from functools import cached_property
else:
    cached_property = property

if parse(flask.__version__) >= parse("2.0"):
    is_new_flask = True

if VERSION >= (2, 1):
    is_new = True

if VERSION == (2, 0):
    is_old = True

if sqlalchemy.__version__.startswith("2.0"):
    is_first = True

if parse(sqlalchemy.__version__) > parse("2.0"):
    is_later = True

if int(sqlalchemy.__version__.split(".")[1]) >= 4:
    has_minor = True

print(VERSION, "1.4" if VERSION < (3, 0) else "3")


IS_NEW = VERSION >= (1, 4)
IS_PATCHED = VERSION >= (1, 4)


def rows(old):
    """Without its dead `yield` it would be no generator."""
    if sqlalchemy.__version__ >= "1.4":
        return
    for row in old:
        yield row


def change():
    global IS_NEW
    IS_NEW = False


def test_old(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "IS_PATCHED", False)
    assert (1 if IS_NEW else 2) == (1 if IS_PATCHED else 2)
