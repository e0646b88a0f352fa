"""`limner cache` shows and clears what `--cached` answers with; what makes no sense is refused."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from limner.cli.cache import the_store

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

CALL = ("run", "fal-ai/flux/dev", "prompt=a dune", "seed=7")


def keep(data: bytes, days: float = 0) -> None:
    """As if a result's file had been kept so many days ago."""
    path = Path("saved.bin")
    path.write_bytes(data)
    store, sha256 = the_store(), hashlib.sha256(data).hexdigest()
    assert store.put(path, sha256, sealed=False)
    used = time.time() - days * 86400
    os.utime(store.folder / sha256, (used, used))


def test_shown_and_cleared(limner: Limner) -> None:
    """Each answers what there is, or was."""
    empty = json.loads(limner("cache").stdout)
    keep(b"x" * 1000, days=40)
    keep(b"y" * 500, days=1)
    shown = json.loads(limner("cache").stdout)
    old = json.loads(limner("cache", "clear", "--older", "30d").stdout)
    rest = json.loads(limner("cache", "clear").stdout)

    assert (empty["files"], empty["bytes"]) == (0, 0)
    assert shown == {**empty, "files": 2, "bytes": 1500}
    assert shown["folder"] == str(Path(os.environ["LIMNER_HOME"]) / "cache")
    assert (old["removed"], old["left"]) == (
        {"files": 1, "bytes": 1000},
        {"files": 1, "bytes": 500},
    )
    assert rest["left"] == {"files": 0, "bytes": 0}


def test_people_read_it(terminal: Terminal) -> None:
    """How much there is, where, and what went."""
    keep(b"x" * 2000)

    shown = terminal("cache", columns=200)
    cleared = terminal("cache", "clear")

    assert shown.lines[0] == "Cache: 1 file, 2.0 kB of 1.0 GB at most"
    assert shown.lines[1].strip().startswith("folder")
    assert cleared.lines == ["Removed: 1 file, 2.0 kB"]
    assert "begins it" in terminal("cache").text


@pytest.mark.parametrize("time", ["30", "d", "30w", "-1d", "1.5d"])
def test_no_time_is_refused(limner: Limner, time: str) -> None:
    """Rather than clear more than was meant."""
    refused = limner("cache", "clear", "--older", time)

    assert refused.exit_code == 2
    assert "30d, 12h or 5min" in refused.stderr


NONSENSE = {
    ("--unseeded",): "add one of them",
    ("--cached", "--fresh"): "exclude each other",
    ("--cached", "--fill-seed"): "give a seed",
    ("--cached", "--webhook", "https://example.com/"): "nobody posts",
    ("--cached", "--sandbox"): "cost nothing",
    ("--fresh", "--provider", "sandbox"): "cost nothing",
}


@pytest.mark.parametrize("options", NONSENSE, ids=" ".join)
def test_nonsense_is_refused(limner: Limner, options: tuple[str, ...]) -> None:
    """With exit code 2 and why, and nothing is sent."""
    refused = limner(*CALL, *options)

    assert refused.exit_code == 2
    assert NONSENSE[options] in json.loads(refused.stderr)["error"]["message"]


def test_other_calls_do_not_import_it() -> None:
    """The options cost a call that doesn't use them nothing."""
    code = "import sys, limner.cli.run; print('limner.cache' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "False"
