"""Makes names.tsv: every public dotted name of SQLAlchemy, and which of them are one object.

Run with the standard library alone, once in an environment for each release, then merge:

    PYTHON14 generate_names.py dump > names14.json     # SQLAlchemy 1.4.54, Flask-SQLAlchemy 2.5.1
    PYTHON20 generate_names.py dump > names20.json     # SQLAlchemy 2.0.58, Flask-SQLAlchemy 3.1.1
    PYTHON21 generate_names.py dump > names21.json     # SQLAlchemy 2.1.9,  Flask-SQLAlchemy 3.1.1
    python generate_names.py merge names14.json names20.json names21.json > names.tsv

`dump` imports every module of the packages and writes for each name the identity of its object. `merge` folds
paths that name one object, and never two paths that are different objects on some release.

Columns of names.tsv: path; y, n or ? for 1.4, 2.0 and 2.1 (? = the module is there, but could not be imported
here); the canonical path, empty where the path is its own. The canonical path is the first by `rank`: one that
exists on the earliest release, then the shortest public one. Rows are sorted by path.
"""

import importlib
import json
import pkgutil
import sys
import types
import warnings

PACKAGES = ["sqlalchemy", "flask_sqlalchemy"]

# Modules that only matter to SQLAlchemy's own tests and tools.
SKIPPED_MODULES = ["sqlalchemy.testing", "sqlalchemy.ext.mypy"]

# Packages whose names count as public API of their own, best first: the shortest public path wins.
RANKS = [
    "sqlalchemy",
    "sqlalchemy.orm",
    "sqlalchemy.exc",
    "sqlalchemy.engine",
    "sqlalchemy.sql",
    "sqlalchemy.sql.expression",
]


def public(path):
    """No part of the path is private."""
    return not any(part.startswith("_") for part in path.split("."))


def skipped(path):
    """The path belongs to a part that the table leaves out."""
    return any(path == module or path.startswith(module + ".") for module in SKIPPED_MODULES)


def module_names(package):
    """All public modules below a package, found without importing any but packages."""
    root = importlib.import_module(package)
    yield package
    for found in pkgutil.walk_packages(root.__path__, package + ".", onerror=lambda name: None):
        if public(found.name) and not skipped(found.name):
            yield found.name


def identity(value):
    """A number that is equal for one object, or None for what may be shared by chance or is not SQLAlchemy's."""
    if isinstance(value, types.ModuleType):
        ours = value.__name__.split(".")[0] in PACKAGES
        return id(value) if ours else None
    module = getattr(value, "__module__", None)
    if not isinstance(module, str):
        module = type(value).__module__
    root = module.split(".")[0]
    if root in sys.stdlib_module_names or root in ("typing_extensions", "greenlet", "flask", "werkzeug"):
        return None
    return id(value)


def called_so(value, name, module=None):
    """The object calls itself `name` (and says that it was defined in `module` or below)."""
    named = getattr(value, "__name__", name) == name
    home = f"{getattr(value, '__module__', '')}."
    return named and (module is None or home.startswith(module + "."))


def dump():
    """Writes {"names": {path: identity or null}, "called": {path: 0, 1 or 2}, "failed": [modules], "modules": {identity: path}}.

    `called`: 1 where the object's own name is the last part of the path (INTEGER, and not INT), 2 where the
    object was also defined there or below.
    """
    warnings.simplefilter("ignore")
    names, called, failed, modules = {}, {}, [], []
    for package in PACKAGES:
        for name in module_names(package):
            try:
                modules.append(importlib.import_module(name))
            except Exception as error:  # a missing driver, or a module that is written for its own tests
                failed.append(name)
                print(f"not importable: {name}: {error}", file=sys.stderr)
    kept = []
    for module in modules:
        kept.append(module)
        names.setdefault(module.__name__, id(module))
    # Modules first, then attributes: an attribute that hides a module of the same path (sqlalchemy.orm.mapper)
    # is what `from sqlalchemy.orm import mapper` gives.
    for module in modules:
        for attribute in dir(module):
            path = f"{module.__name__}.{attribute}"
            if not public(path) or skipped(path):
                continue
            try:
                value = getattr(module, attribute)
            except AttributeError:
                continue
            kept.append(value)
            names[path] = identity(value)
            try:
                called[path] = called_so(value, attribute) + called_so(value, attribute, module.__name__)
            except RuntimeError:  # a proxy of Flask's, which has no object outside of a request
                called[path] = 1
    home = {str(id(module)): module.__name__ for module in modules}
    result = {"names": names, "called": called, "failed": sorted(failed), "modules": home}
    json.dump(result, sys.stdout, indent=0, sort_keys=True)


def rank(path, releases, own_name):
    """Sort key of the candidates for the canonical path.

    `releases` are the (y/n/?) marks of the path; `own_name` is what `dump` wrote as `called`.
    """
    module, _, name = path.rpartition(".")
    if module in RANKS:
        level = RANKS.index(module)
    elif own_name == 2 and module.startswith("sqlalchemy.ext.") and module.count(".") == 2:
        level = len(RANKS)
    elif own_name == 2 and module.startswith("sqlalchemy.dialects.") and module.count(".") == 2:
        level = len(RANKS) + 1
    elif module == "flask_sqlalchemy.extension":  # imports what its neighbours define
        level = len(RANKS) + 3
    else:
        level = len(RANKS) + 2
    earliest = [mark == "y" for mark in releases].index(True)
    lasting = -releases.count("y") if level > 0 else -3
    return (earliest, lasting, level, own_name == 0, path.count("."), -own_name, len(name), path)


class Cluster:
    """Paths that are one object: on each release they name the same identity, or are not there."""

    def __init__(self, path, ids):
        self.paths, self.ids = [path], list(ids)

    def agrees(self, other):
        pairs = list(zip(self.ids, other.ids))
        return all(a is None or b is None or a == b for a, b in pairs)

    def merge(self, other):
        self.paths += other.paths
        self.ids = [a if a is not None else b for a, b in zip(self.ids, other.ids)]


def dialect(path):
    return path.startswith("sqlalchemy.dialects.")


def may_join(cluster, other, release):
    """A type that had a class of its own in a dialect of 1.4 keeps its own name, though 2.x made it one with the
    general type: its defaults were different (postgresql.UUID)."""
    if not cluster.agrees(other):
        return False
    if release == 0:
        return True
    for one, two in ((cluster, other), (other, cluster)):
        if one.ids[0] is not None and all(map(dialect, one.paths)) and not all(map(dialect, two.paths)):
            return False
    return True


def cluster_paths(dumps):
    """Folds paths release by release, the oldest first. A pair that differs on any release stays apart."""
    paths = sorted(set().union(*(d["names"] for d in dumps)))
    member = {}
    for path in paths:
        ids = [d["names"].get(path) for d in dumps]
        # None also stands for values without identity; they never join anything.
        present = [path in d["names"] for d in dumps]
        if all(i is None for i in ids) or any(p and i is None for p, i in zip(present, ids)):
            continue
        member[path] = Cluster(path, ids)
    for release in range(len(dumps)):
        by_id = {}
        for path in paths:
            if path in member and member[path].ids[release] is not None:
                by_id.setdefault(dumps[release]["names"].get(path), []).append(path)
        for key, same in sorted(by_id.items(), key=lambda item: item[1]):
            if key is None:
                continue
            groups = []
            for path in same:
                cluster = member[path]
                if any(cluster is group for group in groups):
                    continue
                home = next((g for g in groups if may_join(g, cluster, release)), None)
                if home is None:
                    groups.append(cluster)
                    continue
                home.merge(cluster)
                for moved in cluster.paths:
                    member[moved] = home
            if len(groups) > 1:
                tops = [min(g.paths, key=len) for g in groups]
                print(f"kept apart ({release}): {' | '.join(tops)}", file=sys.stderr)
    return paths, member


def merge(files):
    dumps = [json.load(open(name, encoding="utf-8")) for name in files]
    paths, member = cluster_paths(dumps)

    def marks(path):
        out = []
        for d in dumps:
            broken = any(path == f or path.startswith(f + ".") for f in d["failed"])
            out.append("y" if path in d["names"] else "?" if broken else "n")
        return out

    def own_name(path):
        return max(d["called"].get(path, 0) for d in dumps)

    canonical = {}
    for cluster in {id(c): c for c in member.values()}.values():
        homes = {d["modules"].get(str(d["names"].get(p))) for d in dumps for p in cluster.paths}
        homes.discard(None)
        at_home = [p for p in cluster.paths if p in homes]
        if homes and not at_home:
            continue  # a name that stands for one module on one release, for another on the next
        candidates = at_home or cluster.paths
        best = min(candidates, key=lambda path: rank(path, marks(path), own_name(path)))
        for path in cluster.paths:
            canonical[path] = best if best != path else ""
    failed = {f for d in dumps for f in d["failed"]}
    for path in sorted(set(paths) | failed):
        print("\t".join([path, *marks(path), canonical.get(path, "")]))


if __name__ == "__main__":
    if sys.argv[1:] == ["dump"]:
        dump()
    elif len(sys.argv) == 5 and sys.argv[1] == "merge":
        merge(sys.argv[2:])
    else:
        sys.exit(__doc__)
