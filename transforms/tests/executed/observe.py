"""Run executed cases with this interpreter's SQLAlchemy and print what each observed, as JSON.

Usage: python observe.py FOLDER

FOLDER holds one folder a case; a case's `main.py` has a function `observe()` whose value can be
written as JSON. What differs between releases only in type (Row and tuple) is made the same. Each case has
a process of its own, a fork of one that has imported SQLAlchemy: mappers and listeners are global.
"""

import contextlib
import datetime
import decimal
import enum
import json
import multiprocessing
import sys
import traceback
import uuid
import warnings
from pathlib import Path


def plain(value):
    """The value in terms of JSON; rows become lists, mapped objects their class and identity."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)) or hasattr(value, "_fields"):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta, decimal.Decimal, uuid.UUID, bytes)):
        return "%s %s" % (type(value).__name__, value)
    if isinstance(value, enum.Enum):
        return str(value)
    state = getattr(value, "_sa_instance_state", None)
    if state is not None:
        return "%s %r" % (type(value).__name__, plain(state.identity))
    raise TypeError("observe() gave a %s" % type(value).__name__)


def observe(folder):
    sys.path.insert(0, str(folder))
    try:
        with contextlib.redirect_stdout(sys.stderr):
            import main

            return {"value": plain(main.observe())}
    except Exception as error:
        text = "%s: %s" % (type(error).__name__, str(error).split("\n")[0])
        return {"raises": text, "traceback": traceback.format_exc()}


def main():
    import flask_sqlalchemy  # with all of SQLAlchemy, once for all cases

    warnings.simplefilter("ignore")
    cases = sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "main.py").exists())
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
        records = pool.map(observe, cases, chunksize=1)
    json.dump({case.name: record for case, record in zip(cases, records)}, sys.stdout)


if __name__ == "__main__":
    main()
