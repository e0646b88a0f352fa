"""Which branch of a failed `anyOf` or `oneOf` the caller meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from limner_registry.values import choices_of
from limner_registry.verdict.faults import Fault
from limner_registry.verdict.relevance import relevant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner_registry.verdict.facts import Known

TYPE_OR_NULL = "type or null"
"""The keyword of a fault in a value's type, where `null` would do too."""


class Meant(NamedTuple):
    """What is wrong with a value, if it was meant for one of the branches.

    Attributes:
        faults: What that branch finds wrong.
        others: What the other branches take, in words; `null` goes without saying.
    """

    faults: list[Fault]
    others: str


def meant(fault: Fault, known: Known) -> Meant | None:
    """The branch that the caller meant, or None if no branch takes such a type.

    It is the one whose type fits. Of several it is the one that a constant member (`kind:
    "circle"`) speaks for, else the one whose names fit best, else the one with the fewest
    faults, else with the deepest.
    """
    forms = known.of(fault.schema).forms[fault.keyword]
    fitting = forms.real
    if len(fitting) != 1:
        fitting = forms.fitting(json_types(fault.value))
    if not fitting:
        return None
    found = {i: relevant(fault.branches[i], known.root) for i in fitting}
    best = fitting[0]
    if len(fitting) > 1:
        if choice := _choice_of_tags([_tag(fault, found[i]) for i in fitting]):
            return Meant([choice], "")
        best = min(fitting, key=lambda i: _distance(fault, found[i]))
    faults = found[best]
    if forms.has_null:
        faults = [_or_null(inner) if inner.path == fault.path else inner for inner in faults]
    return Meant(faults, forms.others[best])


def json_types(value: Any) -> set[str]:
    """The names of the JSON types that a value has; a whole number has two."""
    if isinstance(value, float):
        return {"number", "integer"} if value.is_integer() else {"number"}
    return _TYPES[type(value)]


_TYPES = {
    type(None): {"null"},
    bool: {"boolean"},
    int: {"integer", "number"},
    str: {"string"},
    list: {"array"},
    tuple: {"array"},
    dict: {"object"},
}


def _distance(whole: Fault, faults: Sequence[Fault]) -> tuple[bool, int, int, int]:
    """How far a value is from what a branch takes: the names first, then how much is wrong."""
    names = [fault for fault in faults if fault.keyword in _ABOUT_NAMES]
    strange = sum(fault.path[:-1] == whole.path for fault in names)
    deepest = max((len(fault.path) for fault in faults), default=0)
    return _tag(whole, faults) is not None, strange, len(faults), -deepest


_ABOUT_NAMES = frozenset({"additionalProperties", "required", "unevaluatedProperties"})


def _tag(whole: Fault, faults: Sequence[Fault]) -> Fault | None:
    """The fault that a member is another constant than the one that marks the branch."""
    for fault in faults:
        choices = choices_of(fault.schema) if fault.keyword in {"const", "enum"} else None
        if fault.path[:-1] == whole.path and fault.path and choices and len(choices) == 1:
            return fault
    return None


def _choice_of_tags(tags: Sequence[Fault | None]) -> Fault | None:
    """One fault for a mark that no branch has, if all are told apart by the same member."""
    found = [tag for tag in tags if tag]
    if len(found) < len(tags) or len({tag.path for tag in found}) > 1:
        return None
    choices = [choice for tag in found for choice in choices_of(tag.schema) or ()]
    return found[0]._replace(keyword="enum", schema={"enum": choices})


def _or_null(fault: Fault) -> Fault:
    return Fault(TYPE_OR_NULL, *fault[1:]) if fault.keyword == "type" else fault
