"""Lets the tests of this folder import what is beside them, and the server of faults."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "faults")]

from fault_server import FaultServer, Pace, Script, serving  # noqa: E402 -- found by the line above

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a key, and a folder to be in."""
    for name in [name for name in os.environ if name.startswith(("LIMNER_", "FAL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAL_KEY", "an-id:a-secret")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    """A server that is fal for this home."""
    with serving(Script(), Pace(running=0.0)) as running:
        monkeypatch.setenv("LIMNER_FAL_URL", running.url)
        yield running
    assert home
