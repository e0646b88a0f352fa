"""What fuzzing has found stays mended, and what fuzzes can find."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from mutation import KEYWORDS, SCHEMAS, VALUES, WORDS, Mutation, shrunk
from seeds import SEEDS
from targets import TARGETS

FINDINGS = sorted((Path(__file__).parent / "findings").glob("*.json"))
MUTANTS = 60


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.stem)
def test_a_finding_stays_mended(path: Path) -> None:
    """The file's name begins with its target's."""
    TARGETS[path.stem.partition("-")[0]](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_mutants_break_no_promise(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty of our own documents, calls and answers; the same ones each time."""
    monkeypatch.delenv("LIMNER_CORPUS", raising=False)
    dice = random.Random(20_261_121)  # noqa: S311 -- for tests, not for secrets
    values, names = (VALUES + WORDS, ("words",)) if target == "words" else (SCHEMAS, KEYWORDS)
    mutation, seeds = Mutation(dice, values, names), SEEDS[target]()

    for _ in range(MUTANTS):
        mutant = mutation.of(dice.choice(seeds), dice.choice(seeds))
        TARGETS[target](json.dumps(mutant).encode())


def test_what_is_found_is_shrunk() -> None:
    """To the members without which it wouldn't be found."""
    data = b'{"a": [1, {"b": 3, "c": [4]}], "d": {"e": 5}}'

    assert json.loads(shrunk(data, lambda one: b'"b"' in one)) == {"a": [{"b": 3}]}
