"""Reads programs, a list of strings as JSON, and writes for each a list of what SQLAlchemy 1.4 warned of in it.

A program may raise: what it warned of before that counts. Each has a process of its own, a fork of one that has
imported SQLAlchemy.
"""

import contextlib
import json
import multiprocessing
import sys
import warnings


def warned(program):
    from sqlalchemy.exc import Base20DeprecationWarning

    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("always")
        try:
            exec(compile(program, "main.py", "exec"), {"__name__": "main"})
        except Exception:
            pass
    ours = (w for w in caught if issubclass(w.category, Base20DeprecationWarning))
    return [str(w.message).split("\n")[0] for w in ours]


def main():
    import sqlalchemy.ext.automap  # with all of SQLAlchemy, once for all programs

    programs = json.load(sys.stdin)
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
        json.dump(pool.map(warned, programs, chunksize=1), sys.stdout)


if __name__ == "__main__":
    main()
