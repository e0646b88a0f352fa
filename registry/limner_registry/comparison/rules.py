"""The rules: every kind of change, how much it harms those who call the model, and why.

An input is what callers give: they are harmed when less is taken. A result is what they
get: they are harmed when more can come, or less is sure to. Ids are stable.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """What a change does to those who call the model today.

    `BREAKING`: calls that were right are refused, or results lack what was sure to be there.
    `WARNING`: calls go on, and may come out otherwise. `SAFE`: nobody has to do anything.
    """

    BREAKING = "breaking"
    WARNING = "warning"
    SAFE = "safe"


@dataclass(frozen=True)
class Rule:
    """A kind of change.

    Attributes:
        id: Its stable name.
        severity: What it does to callers.
        meaning: The change in a few words.
    """

    id: str
    severity: Severity
    meaning: str


@dataclass(frozen=True)
class Change:
    """One change between two documents.

    Attributes:
        rule: What kind of change it is.
        side: `input`, `output`, or `model` for what is neither.
        place: The parameter or field, such as `dynamic_masks[].mask_url`; empty for the whole.
        message: A sentence about it.
        old: What was there, as JSON; None where nothing was.
        new: What is there now, likewise.
    """

    rule: Rule
    side: str
    place: str
    message: str
    old: Any = None
    new: Any = None

    @property
    def severity(self) -> Severity:
        """The rule's."""
        return self.rule.severity

    def as_json(self) -> dict[str, Any]:
        """The change as it stands in JSON answers."""
        return {
            "rule": self.rule.id,
            "severity": str(self.severity),
            "side": self.side,
            "place": self.place,
            "message": self.message,
            "old": self.old,
            "new": self.new,
        }


_BREAKING = {
    "parameter-removed": "a parameter is gone; giving it is refused",
    "required-parameter-added": "there is a new parameter that must be given",
    "parameter-now-required": "a parameter that could be left out must be given",
    "parameter-type-narrowed": "a parameter takes fewer types",
    "parameter-null-refused": "a parameter doesn't take null any more",
    "parameter-choice-removed": "a choice is gone, or there are choices where anything was taken",
    "parameter-range-narrowed": "a parameter takes fewer numbers",
    "parameter-length-narrowed": "a parameter takes fewer lengths of text",
    "parameter-items-narrowed": "a parameter takes fewer lengths of list",
    "parameter-narrowed": "values that were taken are refused, which is proved of the schemas",
    "input-narrowed": "calls that were taken are refused, which is proved of the whole schemas",
    "field-removed": "a field of the result is gone",
    "field-may-be-absent": "a field that was sure to be there may be absent",
    "field-may-be-null": "a field that was never null may be",
    "field-type-widened": "a field may have a type that it didn't have",
    "field-widened": "a field may have values that it couldn't, which is proved of the schemas",
    "output-widened": "results may come that couldn't, which is proved of the whole schemas",
    "alias-removed": "a name of the model is gone",
}
_WARNING = {
    "parameter-default-changed": "who leaves the parameter out gets another result",
    "parameter-file-changed": "another parameter, or another kind of file, is uploaded",
    "parameter-deprecated": "a parameter is to be avoided from now on",
    "parameter-undecided": "a schema changed, and what that does to callers can't be proved",
    "input-undecided": "rules for the arguments as a whole changed, and nothing can be proved",
    "field-choice-added": "a field may have a value that callers don't know",
    "field-range-widened": "a field may have numbers or lengths that it couldn't",
    "field-file-changed": "another field, or another kind of file, is downloaded",
    "field-undecided": "a schema changed, and what that does to callers can't be proved",
    "output-undecided": "rules for the result as a whole changed, and nothing can be proved",
    "model-deprecated": "the provider retires the model",
    "provider-changed": "somebody else runs the model",
    "price-changed": "a call costs something else",
}
_SAFE = {
    "parameter-added": "there is a new parameter that may be given",
    "parameter-now-optional": "a parameter that had to be given may be left out",
    "parameter-type-widened": "a parameter takes more types",
    "parameter-null-accepted": "a parameter takes null too",
    "parameter-choice-added": "there is a new choice, or anything is taken where choices were",
    "parameter-range-widened": "a parameter takes more numbers",
    "parameter-length-widened": "a parameter takes more lengths of text",
    "parameter-items-widened": "a parameter takes more lengths of list",
    "parameter-widened": "more values are taken, which is proved of the schemas",
    "parameter-restored": "a parameter isn't to be avoided any more",
    "field-added": "there is a new field",
    "field-always-there": "a field that could be absent is sure to be there",
    "field-never-null": "a field is never null any more",
    "field-type-narrowed": "a field has fewer types",
    "field-choice-removed": "a field has fewer values",
    "field-range-narrowed": "a field has fewer numbers or lengths",
    "field-narrowed": "a field has fewer values, which is proved of the schemas",
    "alias-added": "the model has one name more",
    "model-restored": "the provider doesn't retire the model any more",
}

RULES: dict[str, Rule] = {
    id_: Rule(id_, severity, meaning)
    for severity, meanings in zip(Severity, (_BREAKING, _WARNING, _SAFE), strict=True)
    for id_, meaning in meanings.items()
}
"""All rules by their ids, the gravest first."""
