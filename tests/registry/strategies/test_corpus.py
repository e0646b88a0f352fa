"""Real endpoints can be drawn from, and what is drawn is judged as it says."""

from __future__ import annotations

import gzip
import json
import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from limner_registry import Model, Origin
from limner_registry.strategies import (
    Broken,
    NotDrawable,
    arguments,
    invalid_arguments,
    results,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = os.environ.get("LIMNER_CORPUS")
few = settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

pytestmark = pytest.mark.skipif(FOLDER is None, reason="LIMNER_CORPUS names no folder")


def corpus(every: int) -> Iterator[Model]:
    with gzip.open(Path(FOLDER or "") / "models.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, every):
            yield Model(json.loads(line) | {"provider": "fal"}, Origin("corpus"))


def draw(model: Model) -> None:
    """Five of each kind, judged."""

    @few
    @given(arguments(model))
    def taken(drawn: dict[str, Any]) -> None:
        assert model.check(drawn) == ()

    taken()
    if model.document["output"] is None:
        return

    @few
    @given(results(model))
    def given_back(drawn: dict[str, Any]) -> None:
        assert model.check_result(drawn) == ()

    given_back()


def broken(model: Model) -> bool:
    """Five invalid ones, judged; whether there is a rule that can be broken."""
    try:
        drawn = invalid_arguments(model)
    except NotDrawable:
        return False

    @few
    @given(drawn)
    def refused(one: Broken) -> None:
        found = [(issue.pointer, issue.code) for issue in model.check(one.arguments)]
        assert (one.pointer, one.code) in found, (model, one, found)

    refused()
    return True


def test_some_real_endpoints_can_be_drawn_from() -> None:
    """Of every fortieth endpoint, arguments, results and broken ones; but one has no rules."""
    models = [*corpus(40)]

    for model in models:
        draw(model)

    assert len(models) - sum(map(broken, models)) <= 1


@pytest.mark.soak
def test_all_real_endpoints_can_be_drawn_from() -> None:
    """All 1,333; four have an input that says nothing, so that nothing of it can be broken."""
    models = [*corpus(1)]

    for model in models:
        draw(model)

    assert len(models) - sum(map(broken, models)) == 4
