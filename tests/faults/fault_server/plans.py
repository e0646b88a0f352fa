"""Which calls go wrong, and how: by chance from a seed, or by a script."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Protocol

from fault_server.faults import FAULTS, Fault, Mishap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Plan(Protocol):
    """Decides about each call as it comes."""

    def mishap(self, kind: str, ordinal: int, subject: str, attempt: int) -> Mishap | None:
        """What goes wrong with a call; None if nothing does.

        Args:
            kind: A key of `FAULTS`.
            ordinal: The how-manieth call of its kind it is, from 1.
            subject: What it is about: a submit's arguments, a job, a file.
            attempt: The how-manieth call of its kind about its subject it is, from 1.
        """
        ...


@dataclass(frozen=True)
class Script:
    """Orders mishaps: `Script(("submit", 3, Fault.CLOSE_AFTER_BODY))` is about the third submit.

    Attributes:
        lines: Kind, ordinal (0 for every one) and what happens.
    """

    lines: Sequence[tuple[str, int, Fault | Mishap]] = ()

    def __init__(self, *lines: tuple[str, int, Fault | Mishap]) -> None:
        object.__setattr__(self, "lines", lines)

    def mishap(self, kind: str, ordinal: int, subject: str, attempt: int) -> Mishap | None:  # noqa: ARG002
        """As `Plan.mishap`."""
        for wanted, number, what in self.lines:
            if wanted == kind and number in {0, ordinal}:
                return what if isinstance(what, Mishap) else Mishap(what)
        return None


@dataclass(frozen=True)
class Seeded:
    """Draws mishaps, the same for the same seed in whatever order the calls come.

    Attributes:
        seed: Any number.
        each: How probable each fault of a kind is; together they may reach 1.
        faults: By kind, what may happen.
    """

    seed: int
    each: float
    faults: Mapping[str, Sequence[Fault]] = field(default_factory=lambda: FAULTS)

    def mishap(self, kind: str, ordinal: int, subject: str, attempt: int) -> Mishap | None:
        """As `Plan.mishap`."""
        about = subject or str(ordinal)
        chance = Random(f"{self.seed} {kind} {about} {attempt}")  # noqa: S311 -- no secret
        faults = self.faults.get(kind, ())
        drawn = int(chance.random() / self.each) if self.each else len(faults)
        if drawn >= len(faults):
            return None
        executed, rude = chance.random() < 0.5, chance.random() < 0.5
        # A model's own error comes as its result: in the provider's words, this would be one.
        return Mishap(faults[drawn], executed, rude=rude or kind == "result")
