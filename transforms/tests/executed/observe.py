"""Run executed cases with this interpreter's SQLAlchemy and print what each observed, as JSON.

Usage: python observe.py FOLDER

FOLDER holds one folder a case; a case's `main.py` has a function `observe()` whose value can be
written as JSON. What differs between releases only in type (Row and tuple) is made the same.
"""

import datetime
import decimal
import enum
import importlib.util
import json
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
    known = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location("main", folder / "main.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["main"] = module
        spec.loader.exec_module(module)
        return {"value": plain(module.observe())}
    except Exception as error:
        text = "%s: %s" % (type(error).__name__, str(error).split("\n")[0])
        return {"raises": text, "traceback": traceback.format_exc()}
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - known:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin and Path(origin).is_relative_to(folder):
                del sys.modules[name]


def main():
    warnings.simplefilter("ignore")
    cases = sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "main.py").exists())
    json.dump({case.name: observe(case) for case in cases}, sys.stdout)


if __name__ == "__main__":
    main()
