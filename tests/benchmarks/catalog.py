"""What a catalog of 13, 1,000 and 10,000 models costs, medians of interleaved rounds.

    python tests/benchmarks/catalog.py [ROUNDS]

Each line is a whole process that imports what `limner` has imported when it lists: click, the
registry and the packaged models; the ratio is against the peer of the same round, a bare
`python -c pass`. The last lines are the same question put to SQLite, as the index might have
been kept. With valgrind on the path, the instructions in user space are counted too.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "registry" / "catalog"))

from synthetic import fill

from limner_registry.catalog import Catalog
from limner_registry.catalog.documents import Entry

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 15
SIZES = (0, 13, 1_000, 10_000)

START = """
import sys, os, json, click
from limner_registry import Registry, UnknownModel, installed, packaged_models
from limner_registry.catalog import catalog_of
registry = Registry(packaged_models(installed()).models, catalog_of(os.environ))
"""
END = """
status = open("/proc/self/status").read() if os.path.exists("/proc/self/status") else ""
print(status.partition("VmHWM:")[2].split("kB")[0])
"""
QUESTIONS = {
    "only the packaged models": "registry['fal-ai/flux/dev']",
    "listing": "registry.listing()",
    "look-up": "registry['acme/text-to-image/v0']",
    "search": "registry.search('gale/text-to-video')",
    "slip": "registry.get('acme/text-to-imag/v0')",
}
SQLITE = """
import sqlite3
found = sqlite3.connect('file:' + os.environ['LIMNER_HOME'] + '/index.db?mode=ro', uri=True)
"""
OF_SQLITE = {
    "listing": "found.execute('select * from listed order by endpoint_id').fetchall()",
    "look-up": "found.execute('select * from listed where endpoint_id = ?', ('a',)).fetchall()",
}


def environment(home: Path) -> dict[str, str]:
    """One in which compiled modules are kept, as they are once Limner is installed."""
    kept = {"PYTHONPYCACHEPREFIX": str(home.parent / "compiled"), "LIMNER_HOME": str(home)}
    inherited = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    return inherited | kept


def filled(folder: Path, count: int) -> Path:
    """A home of so many models with a sure index, and the same in SQLite."""
    home = folder / str(count)
    if count:
        fill(home, count)
        time.sleep(0.1)
        entries = list(Catalog(home).index.entries())
        database = sqlite3.connect(home / "index.db")
        columns = ", ".join(f"{name} text" for name in Entry._fields)
        database.execute(f"create table entries ({columns}, primary key (endpoint_id))")
        marks = ", ".join("?" * len(Entry._fields))
        database.executemany(f"insert into entries values ({marks})", entries)  # noqa: S608
        shown = ", ".join(Entry._fields[:7])
        database.execute(f"create view listed as select {shown} from entries")  # noqa: S608
        database.commit()
        database.close()
    return home


def measured(program: str, home: Path) -> tuple[float, int]:
    """How long a program takes, and the kilobytes that it has at most, on Linux."""
    begun = time.perf_counter()
    finished = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(home),
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - begun, int(finished.stdout.strip() or 0)


def instructions(program: str, home: Path) -> float:
    """Millions of them, in user space; 0 where valgrind isn't there."""
    if not shutil.which("valgrind"):
        return 0.0
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    finished = subprocess.run(
        [*counting, sys.executable, "-c", program],
        env=environment(home),
        check=True,
        capture_output=True,
        text=True,
    )
    found = re.search(r"Collected : (\d+)", finished.stderr)
    return int(found[1]) / 1e6 if found else 0.0


def programs(homes: dict[int, Path]) -> dict[str, tuple[str, Path]]:
    """What is measured, by name: a program and the home that it finds."""
    found = {"python -c pass": ("pass", homes[0])}
    for question, code in QUESTIONS.items():
        for count, home in homes.items():
            if count or question == "listing":
                found[f"{question}, {count:,}"] = (f"{START}{code}{END}", home)
    for question, code in OF_SQLITE.items():
        name = f"{question} by SQLite, 10,000"
        found[name] = (f"{START}{SQLITE}{code}{END}", homes[10_000])
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = programs({count: filled(Path(folder), count) for count in SIZES})
        for one in wanted.values():
            measured(*one)  # compiles what isn't
        counted = {name: instructions(*one) for name, one in wanted.items()}
        rounds = [{n: measured(*one) for n, one in wanted.items()} for _ in range(ROUNDS)]
    peer = "python -c pass"
    print(f"{'':34}{'time':>9}{'ratio':>8}{'MiB':>7}{'M instr.':>10}{'ratio':>8}")
    for name in wanted:
        seconds = statistics.median(one[name][0] for one in rounds)
        ratio = statistics.median(one[name][0] / one[peer][0] for one in rounds)
        memory = statistics.median(one[name][1] for one in rounds) / 1024
        share = counted[name] / counted[peer] if counted[peer] else 0.0
        times = f"{seconds * 1e3:6.1f} ms{ratio:6.2f} x"
        print(f"{name:34}{times}{memory:7.1f}{counted[name]:10.1f}{share:6.2f} x")


if __name__ == "__main__":
    main()
