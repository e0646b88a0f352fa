"""`limner run --cached`: what was paid for once is given again, in another process, for free."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from fault_server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fault_server import FaultServer

FLUX = ("run", "fal-ai/flux/dev", "prompt=a dune")
SEEDED = (*FLUX, "seed=7")


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serving() as running:
        yield running


@pytest.fixture
def limner(server: FaultServer, tmp_path: Path) -> Callable[..., Any]:
    """A command line of its own each time, which must succeed; its JSON, or its notes."""
    home = {"LIMNER_HOME": str(tmp_path / "home"), "LIMNER_FAL_URL": server.url, "FAL_KEY": "a:b"}

    def call(*words: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "limner", *words],
            cwd=tmp_path,
            env={**os.environ, **home},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return call


def test_once_paid(limner: Callable[..., Any], server: FaultServer) -> None:
    """The second process gets the file from the cache, and says when it was made and its cost."""
    made, again = limner(*SEEDED, "--cached"), limner(*SEEDED, "--cached")

    assert len(server.ledger.executed) == 1
    assert (made["answered_by"], made["original"]) == (None, None)
    assert (again["answered_by"], again["request_id"]) == ("cache", None)
    assert again["original"]["id"] == made["id"]
    assert again["original"]["request_id"] == made["request_id"]
    assert again["original"]["cost"] == made["cost"]
    assert again["cost"]["amount"] == 0
    (first,), (second,) = made["artifacts"], again["artifacts"]
    assert first["sha256"] == second["sha256"]
    assert first["path"] != second["path"]
    shown = limner("jobs", "show", again["id"])["job"]
    assert (shown["answered_by"], shown["original"]) == ("cache", made["id"])
    receipt = limner("receipts", "show", second["path"])["receipt"]
    assert (receipt["answered_by"], receipt["output"]["sha256"]) == ("cache", first["sha256"])
    assert limner("cache")["files"] == 1


def test_what_is_saved_may_be_deleted(
    limner: Callable[..., Any], server: FaultServer, tmp_path: Path
) -> None:
    """The cache has a copy of its own; where that's cleared too, the call is made."""
    made = limner(*SEEDED, "--cached")
    (tmp_path / made["artifacts"][0]["path"]).unlink()

    again = limner(*SEEDED, "--cached")
    assert again["answered_by"] == "cache"

    (tmp_path / again["artifacts"][0]["path"]).unlink()
    limner("cache", "clear")
    assert limner(*SEEDED, "--cached")["answered_by"] is None
    assert len(server.ledger.executed) == 2


def test_fresh_and_unseeded(limner: Callable[..., Any], server: FaultServer) -> None:
    """`--fresh` pays again, and its result is given from then on; without a seed nothing is."""
    limner(*SEEDED, "--cached")
    fresh = limner(*SEEDED, "--fresh")
    assert limner(*SEEDED, "--cached")["original"]["id"] == fresh["id"]
    assert len(server.ledger.executed) == 2

    limner(*FLUX, "--cached")
    assert limner(*FLUX, "--cached", "--unseeded")["answered_by"] == "cache"
    assert len(server.ledger.executed) == 3
