"""Long runs, on demand: no verdict is another than `jsonschema`'s, and nothing crashes.

pytest -m soak tests/properties/test_soak_models.py; it prints what was run. The corpus is
read from the folder that `LIMNER_CORPUS` names.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from jsonschema import Draft202012Validator

from limner.testing.drawing import near
from limner_registry import Model, Origin, Registry, installed, packaged_models
from limner_registry.strategies import Broken, NotDrawable, arguments, invalid_arguments
from limner_registry.verdict.engine_jsonschema import Jsonschema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

pytestmark = pytest.mark.soak

OURS = Registry(packaged_models(installed()).models)
OF_EACH_OF_OURS = 10_000
NEAR = 5_000
OF_EACH_OF_THE_CORPUS = 200
CORPUS = os.environ.get("LIMNER_CORPUS")


@dataclass
class Soaked:
    """What was seen.

    Attributes:
        examples: How many arguments were judged.
        disagreements: Those that `jsonschema` judges otherwise.
        unmet: Those that aren't judged as the drawing says.
        crashes: What was raised, with the arguments.
        seconds: How long it took.
    """

    examples: int = 0
    disagreements: list[Any] = field(default_factory=list)
    unmet: list[Any] = field(default_factory=list)
    crashes: list[Any] = field(default_factory=list)
    seconds: float = 0

    def __add__(self, other: Soaked) -> Soaked:
        mine, theirs = vars(self).values(), vars(other).values()
        return Soaked(*(one + another for one, another in zip(mine, theirs, strict=True)))

    def __str__(self) -> str:
        return (
            f"{self.examples:9,} examples, {len(self.disagreements)} disagreements with"
            f" jsonschema, {len(self.unmet)} not as drawn, {len(self.crashes)} crashes,"
            f" {self.seconds:.0f} s"
        )


def soak(model: Model, oracle: Any, drawn: SearchStrategy[Any], examples: int) -> Soaked:
    """Judge many arguments, and note what isn't as it should be instead of stopping at it."""
    soaked = Soaked()

    def judge(one: Any) -> None:
        given = one.arguments if isinstance(one, Broken) else one
        issues = model.check(given)
        if oracle.is_valid(given) == bool(issues):
            soaked.disagreements.append(given)
        if isinstance(one, Broken):
            found = [(issue.pointer, issue.code) for issue in issues]
            if (one.pointer, one.code) not in found:
                soaked.unmet.append((one, found))

    @seed(0)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def one_more(one: Any) -> None:
        soaked.examples += 1
        try:
            judge(one)
        except Exception as error:  # noqa: BLE001 -- counted, whatever it is
            soaked.crashes.append((one, error))

    begun = time.perf_counter()
    one_more()
    soaked.seconds = time.perf_counter() - begun
    return soaked


def directions(model: Model) -> Iterator[SearchStrategy[Any]]:
    """Valid arguments, and invalid ones where anything can be wrong."""
    yield arguments(model)
    try:
        yield invalid_arguments(model)
    except NotDrawable:
        return


def assert_clean(soaked: Soaked) -> None:
    assert soaked.disagreements[:1] == soaked.unmet[:1] == soaked.crashes[:1] == []


@pytest.mark.parametrize("model", OURS.values(), ids=OURS)
def test_our_models(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    """10,000 valid and 10,000 invalid arguments of each, and 5,000 of any JSON near them."""
    oracle = Draft202012Validator(model.verdict.closed)
    soaked = soak(model, oracle, near(model), NEAR)

    for drawn in directions(model):
        soaked += soak(model, oracle, drawn, OF_EACH_OF_OURS)

    with capsys.disabled():
        print(f"\n{model.endpoint_id:46}{soaked}")
    assert_clean(soaked)


@pytest.mark.skipif(CORPUS is None, reason="LIMNER_CORPUS names no folder")
def test_the_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    """200 valid and 200 invalid arguments of each real endpoint.

    The judge is `jsonschema` as the registry uses it: alone it takes decimals and patterns
    otherwise than 2020-12 does.
    """
    soaked, models = Soaked(), 0
    with gzip.open(Path(CORPUS or "") / "models.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            model = Model(json.loads(line) | {"provider": "fal"}, Origin("corpus"))
            oracle = Jsonschema(model.verdict.closed)
            models += 1
            for drawn in directions(model):
                soaked += soak(model, oracle, drawn, OF_EACH_OF_THE_CORPUS)

    with capsys.disabled():
        print(f"\n{models:,} real endpoints{'':30}{soaked}")
    assert_clean(soaked)
