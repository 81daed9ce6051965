"""Time a preview of a folder against CPython's own parser and other tools, in turn, in one run.

    cargo build --release && python3 crates/cli/benches/compare.py FOLDER [RUNS]

Machines are noisy, so every tool runs in each round and the ratio of the medians is what counts.
`ruff` and `ast-grep` (both on PyPI) take part if they are installed.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PARSE = """
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        pass
"""


def commands(folder):
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binary = target / "release" / "alchemod"
    if not binary.exists():
        sys.exit("%s is missing: cargo build --release" % binary)
    yield "alchemod diff", [binary, "diff", "--quiet", "--no-ignore", folder]
    yield "ast.parse", [sys.executable, "-c", PARSE, folder]
    if shutil.which("ruff"):
        yield "ruff", ["ruff", "check", "--isolated", "--no-cache", "--select", "UP", "--diff", folder]
    if shutil.which("ast-grep"):
        yield "ast-grep", ["ast-grep", "run", "--lang", "python", "--pattern", "$A.query($B)", folder]


def cpu_seconds(command):
    """CPU seconds (user and system) that the command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    tools = list(commands(folder))
    times = {name: [] for name, _ in tools}
    for _ in range(runs):
        for name, command in tools:
            times[name].append(cpu_seconds(command))
    reference = statistics.median(times["ast.parse"])
    print("%-14s %8s %8s %8s %18s" % ("CPU seconds", "min", "median", "max", "against ast.parse"))
    for name, taken in times.items():
        middle = statistics.median(taken)
        print("%-14s %8.2f %8.2f %8.2f %18.2f" % (name, min(taken), middle, max(taken), middle / reference))


if __name__ == "__main__":
    main()
