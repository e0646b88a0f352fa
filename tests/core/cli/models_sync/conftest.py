"""A home of one's own, and a list of 35 models on a server where Limner looks for fal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from model_list import ModelList, entries, serving_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from socket_server import Server


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def listed() -> ModelList:
    return ModelList(entries(35))


@pytest.fixture
def server(listed: ModelList, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:  # noqa: ARG001 -- the home is set first
    with serving_list(listed) as server:
        monkeypatch.setenv("LIMNER_FAL_URL", server.url)
        yield server
