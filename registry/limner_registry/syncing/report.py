"""What a pass found, as those who asked for it read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.comparison import Severity
from limner_registry.syncing.state import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner_registry.syncing.state import Outcome


@dataclass(frozen=True)
class Report:
    """What a pass found.

    Attributes:
        outcomes: By endpoint id, in the order in which they were met.
        whole: Whether the whole list was read, so that what is gone is known.
        gone_before: Models of the catalog that were gone already.
        pruned: Models that were taken out of the catalog.
        notes: What else is to be said, as sentences.
    """

    outcomes: Mapping[str, Outcome]
    whole: bool = False
    gone_before: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, kind: Kind) -> dict[str, Outcome]:
        """The models of one kind."""
        return {name: one for name, one in self.outcomes.items() if one.kind is kind}

    @property
    def repaired(self) -> dict[str, list[str]]:
        """By endpoint id, what had to be repaired in new documents."""
        return {name: one.notes for name, one in self.outcomes.items() if one.notes}

    def has(self, severity: Severity) -> bool:
        """Whether something so grave, or graver, changed; a model that is gone is breaking."""
        ranks = list(Severity)
        grave = ranks[: ranks.index(severity) + 1]
        found = {change["severity"] for one in self.outcomes.values() for change in one.changes}
        return bool(self.of(Kind.GONE)) or not found.isdisjoint(grave)

    def as_json(self) -> dict[str, Any]:
        """The report as the command line's JSON has it."""
        changed = self.of(Kind.CHANGED).items()
        return {
            "whole": self.whole,
            "added": list(self.of(Kind.ADDED)),
            "changed": [{"endpoint_id": name, "changes": one.changes} for name, one in changed],
            "gone": list(self.of(Kind.GONE)),
            "gone_before": list(self.gone_before),
            "pruned": list(self.pruned),
            "kept": self._reasons(Kind.KEPT),
            "repaired": [{"endpoint_id": n, "notes": notes} for n, notes in self.repaired.items()],
            "refused": self._reasons(Kind.REFUSED),
            "unchanged": len(self.of(Kind.UNCHANGED)),
            "notes": list(self.notes),
        }

    def _reasons(self, kind: Kind) -> list[dict[str, str]]:
        return [{"endpoint_id": n, "reason": one.reason} for n, one in self.of(kind).items()]
