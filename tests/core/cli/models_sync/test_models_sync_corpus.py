"""All real documents, as a provider lists them, into a catalog and through a second sync."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from model_list import ModelList, ids_in

Limner = Callable[..., Result]

FOLDER = os.environ.get("LIMNER_CORPUS")


@pytest.fixture
def listed() -> ModelList:
    if FOLDER is None:
        pytest.skip("LIMNER_CORPUS names no folder with openapi.jsonl.gz")
    with gzip.open(Path(FOLDER, "openapi.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return ModelList([listing_of(json.loads(line)) for line in lines])


def listing_of(openapi: dict[str, Any]) -> dict[str, Any]:
    metadata = openapi["info"]["x-fal-metadata"]
    told = {"category": metadata["category"], "status": "active"}
    return {"endpoint_id": metadata["endpointId"], "metadata": told, "openapi": openapi}


@pytest.mark.usefixtures("server")
def test_all_real_documents_go_in(limner: Limner, home: Path, listed: ModelList) -> None:
    """All 641, four of them repaired; again, none of them changed, and 65 pages are read."""
    first = json.loads(limner("models", "sync").stdout)
    second = json.loads(limner("models", "sync").stdout)

    assert (len(first["added"]), len(first["repaired"]), first["refused"]) == (641, 4, [])
    assert sorted(first["added"]) == ids_in(home)
    assert (second["unchanged"], second["added"], second["changed"]) == (641, [], [])
    assert len(listed.asked) == 2 * 65
