"""The catalog under processes: two that add at once, and one killed at any moment."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest

from limner_registry.catalog import Catalog

ADDING = """
import itertools, os, signal, sys
from limner_registry.catalog import Catalog

home, name, count, fatal = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
steps = itertools.count(1)

def step(event, arguments):
    file = event.startswith(("open", "os.", "fcntl.", "shutil.")) and home in str(arguments)
    if (file or event.startswith("fcntl.")) and next(steps) == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

schema = {"type": "object", "properties": {"prompt": {"type": "string"}}}
catalog = Catalog(home)
print("ready", flush=True)
sys.stdin.readline()
if fatal:
    import limner_registry.catalog.lock, limner_registry.catalog.refresh
    sys.addaudithook(step)
for number in range(count):
    catalog.add([{
        "document_version": 1, "endpoint_id": f"{name}/{number}", "provider": "sandbox",
        "title": "x" * 5000, "category": "text-to-image", "input": schema, "output": schema,
    }])
    print(f"{name}/{number}", flush=True)
"""


class Adding:
    """A process that adds documents one by one and says which are in."""

    def __init__(self, home: Path, name: str, count: int, fatal: int = 0) -> None:
        words = [sys.executable, "-c", ADDING, str(home), name, str(count), str(fatal)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"

    def __enter__(self) -> Self:
        """Let it go."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self, *, kill: bool = False) -> list[str]:
        """The ids that it says are in."""
        if kill:
            self.process.kill()
        told, _ = self.process.communicate()
        return told.split("\n")[:-1]


def assert_whole(home: Path, told: set[str]) -> None:
    """Every file is a whole document, and the index has all that were told to be in."""
    catalog = Catalog(home)
    index = catalog.index
    assert told <= set(index.ids)
    assert index.problems == {}
    assert [row.endpoint_id for _, row in index.search("xxxx")] == index.ids
    for endpoint_id in index.ids:
        assert len(catalog.read(endpoint_id).title) == 5000


def assert_settled(home: Path, told: set[str]) -> None:
    """The same, and the index has what the folder has, after everything is over."""
    assert_whole(home, told)
    files = Path(Catalog(home).folder).glob("[!.]*.json")
    ids = sorted(json.loads(path.read_bytes())["endpoint_id"] for path in files)
    assert ids == Catalog(home).index.ids


def test_two_processes_add_at_once(tmp_path: Path) -> None:
    """All that both of them added is there, and neither waited for good."""
    with Adding(tmp_path, "left", 40) as left, Adding(tmp_path, "right", 40) as right:
        told = {*left.end(), *right.end()}

    assert len(told) == len(Catalog(tmp_path).listing()) == 80
    assert_settled(tmp_path, told)


def test_a_process_is_killed_at_any_moment(tmp_path: Path) -> None:
    """Thirty times at random, while another one adds: what was told to be in is in, whole."""
    chance = random.Random(4)  # noqa: S311 -- a repeatable choice
    told: set[str] = set()
    with Adding(tmp_path, "neighbour", 100) as neighbour:
        for number in range(30):
            with Adding(tmp_path, f"victim{number}", 1_000) as victim:
                time.sleep(chance.uniform(0, 0.05))
                told.update(victim.end(kill=True))
            assert_whole(tmp_path, told)
        last = neighbour.end()

    assert len(last) == 100
    assert_settled(tmp_path, {*told, *last})


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_process_is_killed_before_each_step(tmp_path: Path) -> None:
    """Before every single thing that adding does to the disk, from the first to the last."""
    Catalog(tmp_path).add([])
    for fatal in range(1, 60):
        with Adding(tmp_path, f"victim{fatal}", 1, fatal) as victim:
            told = victim.end()
        assert_settled(tmp_path, set(told))
        if victim.process.returncode == 0:
            break

    assert 8 < fatal < 59
    Catalog(tmp_path).add([])
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]
