"""What became of a parameter when a call was ported, and of all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from limner_registry.shortening import listed, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping


class Outcome(StrEnum):
    """What became of a parameter.

    `KEPT`: the same name, the same value. `CONVERTED`: the same thing by another name or in
    another form. `CLAMPED`: the nearest that the target takes. `DROPPED`: nothing of it is
    left. `MISSING`: the target requires it, and nothing that was given fits.
    """

    KEPT = "kept"
    CONVERTED = "converted"
    CLAMPED = "clamped"
    DROPPED = "dropped"
    MISSING = "missing"


@dataclass(frozen=True, repr=False)
class Change:
    """What became of one parameter.

    Attributes:
        parameter: Its name, the target's where it is missing; empty where what is missing
            concerns the arguments as a whole.
        outcome: What became of it.
        value: What was given for it; None where it is missing.
        became: The target's parameters that stand for it, with their values.
        why: A sentence.
    """

    parameter: str
    outcome: Outcome
    value: Any = None
    became: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """The change as it stands in JSON answers."""
        return {
            "parameter": self.parameter,
            "outcome": str(self.outcome),
            "value": self.value,
            "became": dict(self.became),
            "why": self.why,
        }

    def __str__(self) -> str:
        return f"{self.parameter or 'the arguments'} {self.outcome}: {self.why}"

    def __repr__(self) -> str:
        return f"<Change {shortened(str(self))}>"


@dataclass(frozen=True, repr=False)
class Ported:
    """Arguments of one model as those of another.

    Attributes:
        source: The endpoint id of the model that they were for.
        target: That of the one that they are for now.
        arguments: What the target gets.
        changes: One for each parameter that was given, in its order, then one for each that
            is missing.
    """

    source: str
    target: str
    arguments: Mapping[str, Any]
    changes: tuple[Change, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The target's parameters that must be given as well."""
        return tuple(one.parameter for one in self.changes if one.outcome is Outcome.MISSING)

    def as_json(self) -> dict[str, Any]:
        """The report as it stands in JSON answers."""
        changes = [change.as_json() for change in self.changes]
        return {"source": self.source, "target": self.target, "changes": changes}

    def __repr__(self) -> str:
        outcomes = Counter(str(change.outcome) for change in self.changes)
        told = (f"{number} {outcome}" for outcome, number in outcomes.items())
        return f"<Ported {self.source} to {self.target}: {listed(told) or 'nothing'}>"
