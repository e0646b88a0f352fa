"""Lets the tests of this folder import what they share, and import the corpus once."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def _lines(name: str) -> list[dict[str, Any]]:
    folder = os.environ.get("LIMNER_CORPUS")
    if folder is None:
        pytest.skip(f"LIMNER_CORPUS names no folder with {name}")
    with gzip.open(Path(folder, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def corpus() -> list[dict[str, Any]]:
    return _lines("openapi.jsonl.gz")


@pytest.fixture(scope="session")
def damaged() -> list[dict[str, Any]]:
    return _lines("openapi-broken.jsonl.gz")
