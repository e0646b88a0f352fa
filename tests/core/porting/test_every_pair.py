"""Whatever arguments a model takes are ported to any other one, and nothing gets lost unsaid."""

from __future__ import annotations

import gzip
import json
import os
import random
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from limner.porting import Outcome, Ported, port
from limner_registry import Model, NotImportable, Origin, Registry, installed, packaged_models
from limner_registry.importing import imported
from limner_registry.strategies import NotDrawable, arguments

OURS = list(Registry(packaged_models(installed()).models).values())
OF_EACH_PAIR = 5
CORPUS = os.environ.get("LIMNER_CORPUS")
PAIRS_OF_THE_CORPUS = int(os.environ.get("LIMNER_PAIRS", "150"))


def check(drawn: dict[str, Any], source: Model, target: Model) -> Ported:
    """Port arguments, and see that everything that is promised of it holds."""
    told = port(drawn, source, target)
    accounted = [one.parameter for one in told.changes if one.outcome is not Outcome.MISSING]
    still_wrong = {issue.pointer.split("/")[1] for issue in target.check(told.arguments)}
    made = {name for change in told.changes for name in change.became}

    assert accounted == list(drawn)
    assert still_wrong == set(told.missing)
    assert set(told.arguments) == made
    assert all(bool(one.became) == (one.outcome not in LOST) for one in told.changes)
    assert all(one.why for one in told.changes)
    json.dumps(told.as_json())
    return told


LOST = {Outcome.DROPPED, Outcome.MISSING}


def try_pair(source: Model, target: Model, examples: int) -> None:
    """Port some of all the arguments that the source takes."""

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(arguments(source))
    def judge(drawn: dict[str, Any]) -> None:
        check(drawn, source, target)

    judge()


@pytest.mark.parametrize("source", OURS, ids=lambda model: model.endpoint_id)
def test_between_any_two_of_the_thirteen(source: Model) -> None:
    """What comes out passes the target's verdict, but for what is said to be missing."""
    for target in OURS:
        try_pair(source, target, OF_EACH_PAIR)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.endpoint_id)
def test_to_itself_everything_is_kept(model: Model) -> None:
    """A model's own arguments come out as they were, every one of them."""

    @settings(max_examples=30, database=None, deadline=None)
    @given(arguments(model))
    def judge(drawn: dict[str, Any]) -> None:
        told = check(drawn, model, model)

        assert told.arguments == drawn
        assert all(change.outcome is Outcome.KEPT for change in told.changes)

    judge()


def test_what_is_not_even_valid_is_accounted_for() -> None:
    """Values of any type, under known names and unknown ones, never raise."""
    values = (None, True, -1, 0.5, 10**400, "", "x" * 5000, [], [[]], {}, {"width": 0}, "16:0")
    names = {name for model in OURS for name in model.parameters.names} | {"", "a/b~c", "width"}
    for target, value in product(OURS, values):
        check(dict.fromkeys(sorted(names), value), OURS[0], target)


@pytest.mark.skipif(CORPUS is None, reason="LIMNER_CORPUS names no folder with openapi.jsonl.gz")
def test_between_real_models_of_all_kinds() -> None:
    """The same holds for pairs drawn from the public documents of a provider."""
    models = [*OURS, *corpus()]
    chance = random.Random(7)  # noqa: S311 -- the same pairs each time
    tried = 0
    for _ in range(PAIRS_OF_THE_CORPUS):
        source, target = chance.choice(models), chance.choice(models)
        try:
            try_pair(source, target, OF_EACH_PAIR)
        except NotDrawable:
            continue
        tried += 1
    assert tried > PAIRS_OF_THE_CORPUS / 2


def corpus() -> list[Model]:
    """The models that the corpus describes."""
    found = []
    with gzip.open(Path(str(CORPUS)) / "openapi.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            try:
                document = imported(json.loads(line), source="the corpus").document
            except NotImportable:
                continue
            found.append(Model(document, Origin("corpus")))
    return found
