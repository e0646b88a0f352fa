"""What a look has found, and how bad that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY, BROKEN_PLUGIN, UNREACHABLE, UNKNOWN_OUTCOME, FAULT = 4, 13, 11, 10, 9
"""The exit codes of what is bad: those of the errors that it leads to, and 9 for the rest."""

WORST_FIRST = (KEY, BROKEN_PLUGIN, UNREACHABLE, UNKNOWN_OUTCOME, FAULT)


@dataclass(frozen=True)
class Finding:
    """What a look has found.

    Attributes:
        subject: What was looked at, in a word or two.
        told: What is so, as a sentence without its full stop.
        todo: What to do about it; empty if nothing is.
        exit_code: How bad it is: one of `WORST_FIRST`, or 0.
        sure: Whether it could be looked at.
        facts: More for JSON.
    """

    subject: str
    told: str
    todo: str = ""
    exit_code: int = 0
    sure: bool = True
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> Literal["good", "bad", "unknown"]:
        """How it is."""
        if self.exit_code:
            return "bad"
        return "good" if self.sure else "unknown"

    def as_json(self) -> dict[str, Any]:
        """The finding as the command line's JSON has it."""
        told = {"subject": self.subject, "state": self.state, "message": self.told}
        return told | ({"todo": self.todo} if self.todo else {}) | dict(self.facts)


Findings = Iterator[Finding]


def worst(findings: Sequence[Finding]) -> int:
    """The exit code for all of them."""
    found = {finding.exit_code for finding in findings}
    return next((code for code in WORST_FIRST if code in found), 0)
