"""Prints the kinds and byte ranges of all nodes of Python files, as CPython's own parser sees them.

Reads paths from standard input, one a line. For each file one line on standard output: `ERROR`, or
the nodes as `Kind:start:end` in sorted order, separated by blanks. Offsets are bytes of the decoded
text as UTF-8, without a byte order mark.
"""

import ast
import io
import re
import sys
import tokenize
import warnings

# Kinds that carry a position and that the Rust side shows, too.
KINDS = (ast.stmt, ast.expr, ast.keyword, ast.arg, ast.alias, ast.excepthandler)
if hasattr(ast, "pattern"):
    KINDS += (ast.pattern,)


def line_starts(data: bytes) -> list:
    return [0] + [match.end() for match in re.finditer(rb"\r\n|\r|\n", data)]


def in_strings(tree: ast.AST) -> set:
    """The constants that are part of an f-string; before 3.12, which gives wrong positions, all of it."""
    joined = tuple(getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, joined):
            if sys.version_info < (3, 12):
                found.update(id(inner) for inner in ast.walk(node) if inner is not node)
            found.update(id(value) for value in node.values if isinstance(value, ast.Constant))
    return found


def dump(path: str) -> str:
    with open(path, "rb") as file:
        data = file.read()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    if encoding == "utf-8-sig":
        data = data[3:]
    elif encoding != "utf-8":
        data = data.decode(encoding).encode()
    text = data.decode()
    starts = line_starts(data)
    tree = ast.parse(text)
    skipped = in_strings(tree)
    nodes = []
    for node in ast.walk(tree):
        if not isinstance(node, KINDS) or id(node) in skipped:
            continue
        kind = type(node).__name__
        kind = {"TemplateStr": "JoinedStr", "Interpolation": "FormattedValue"}.get(kind, kind)
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        nodes.append((start, end, kind))
    return " ".join(f"{kind}:{start}:{end}" for start, end, kind in sorted(nodes))


def main() -> None:
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    for path in sys.stdin.read().splitlines():
        try:
            line = dump(path)
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
            line = "ERROR"
        sys.stdout.write(line + "\n")
    print(sys.version_info[0] * 100 + sys.version_info[1])


main()
