"""What is kept from one check to the next changes nothing in what the next one says."""

from __future__ import annotations

from typing import Any

import pytest

from limner_registry.verdict import Verdict
from limner_registry.verdict.facts import REMEMBERED, Choices, Known

SIZE = {"anyOf": [{"type": "object", "properties": {"width": {"maximum": 9}}}, {"enum": ["big"]}]}
SCHEMA: dict[str, Any] = {
    "properties": {"size": SIZE, "seed": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}
}
FAULTY: dict[str, Any] = {"size": {"width": 10, "x": [1]}, "seed": "x", "sead": {"a": [1]}}


class Name(str):
    __slots__ = ()


def test_a_second_check_says_what_the_first_one_said() -> None:
    """And what a new verdict says."""
    verdict = Verdict(SCHEMA)
    first = verdict.check(FAULTY)

    assert len(first) == 4
    assert verdict.check(FAULTY) == first == Verdict(SCHEMA).check(FAULTY)


def test_whoever_changes_an_issue_s_lists_changes_no_other_issue() -> None:
    """What is allowed is a copy in each."""
    verdict = Verdict(SCHEMA)
    before = repr([issue.as_json() for issue in verdict.check(FAULTY)])
    for issue in verdict.check(FAULTY):
        if issue.allowed:
            issue.allowed.clear()

    assert repr([issue.as_json() for issue in verdict.check(FAULTY)]) == before


def test_an_issue_shares_nothing_with_the_arguments() -> None:
    """Changing these afterwards changes no issue."""
    inner = {"a": [1]}
    (issue,) = Verdict(SCHEMA).check({"sead": inner})
    inner["a"].append(2)

    assert issue.value == {"a": [1]}


@pytest.mark.parametrize(
    ("name", "codes"),
    [(Name("x"), ["unknown_parameter"]), ("\ud800", ["not_unicode"]), (1, ["type"])],
)
def test_a_strange_name_inside_is_seen_beside_other_faults(name: Any, codes: list[str]) -> None:
    """Not only in arguments that are right but for it."""
    found = Verdict(SCHEMA).check({"size": {name: 1}, "seed": "x"})

    assert [issue.code for issue in found] == [*codes, "type"]


def test_only_so_many_misspellings_are_remembered() -> None:
    """However many are made, and none that is very long."""
    choices = Choices(["num_images"])
    for number in range(3 * REMEMBERED):
        assert choices.nearest(f"num_imag{number}")[0] == "num_images"
    assert choices.nearest("x" * 10_000) == (None, "")

    assert choices._nearest.cache_info().currsize == REMEMBERED  # type: ignore[attr-defined]


def test_facts_are_kept_about_the_schemas_of_the_document_only() -> None:
    """A schema made for one check doesn't stay."""
    known = Known(SCHEMA)

    assert known.of(SIZE) is known.of(SIZE)
    assert known.of({"type": "null"}) is not known.of({"type": "null"})
    assert len(known._facts) == 8
