"""What an import has to say: notes of what it repaired, and the refusal that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.errors import NotImportable
from limner_registry.issue import pointer
from limner_registry.values import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = tuple[str | int, ...]
"""Names and indices that lead to a place in the OpenAPI document."""


class Report:
    """The notes of one import.

    Args:
        source: Where the document comes from, for refusals.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What was repaired and where, each once, in the order in which it was met."""
        return tuple(self._notes)

    def note(self, place: Iterable[str | int], sentence: str) -> None:
        """Remember a repair: its JSON pointer, and what was wrong and done."""
        where = pointer(*place)
        self._notes[one_line(f"{where}: {sentence}" if where else sentence)] = None

    def refusal(self, place: Iterable[str | int], reason: str) -> NotImportable:
        """The error to raise where nothing honest can be made of a place."""
        return NotImportable(self._source, one_line(pointer(*place)), one_line(reason))
