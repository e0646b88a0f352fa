"""Looking things up in an OpenAPI document, through references that stand anywhere in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.issue import steps
from limner_registry.references import place_of, target

if TYPE_CHECKING:
    from limner_registry.importing.report import Place

_LEAST = {"components": 3, "paths": 4}
"""How many steps it takes at least to come to a schema."""


class Whole:
    """One OpenAPI document.

    Args:
        openapi: Plain JSON; nothing here changes it.
    """

    def __init__(self, openapi: dict[str, Any]) -> None:
        self.openapi = openapi

    def record(self, *place: str | int) -> dict[str, Any]:
        """The object at a place; an empty one where there is none."""
        value: Any = self.openapi
        for step in place:
            value = value.get(step) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}

    def led(self, value: Any, place: Place) -> tuple[Any, Place]:
        """What a value refers to if it is a reference and nothing else, and where that is.

        Raises:
            LookupError: The reference leads out of the document, or nowhere.
        """
        seen = {place}
        while isinstance(value, dict) and isinstance(value.get("$ref"), str) and len(value) == 1:
            reference = value["$ref"]
            value, place = target(reference, self.openapi), self.steps(reference)
            if place in seen:
                raise LookupError(reference)
            seen.add(place)
        return value, place

    def steps(self, reference: str, below: Place = ()) -> Place:
        """The place that a local reference names.

        Args:
            reference: `#/components/schemas/Name`, percent-encoded or not.
            below: What it is relative to; the whole document by default.

        Raises:
            LookupError: It leads out of the document, or nowhere.
        """
        return (*below, *steps(place_of(reference, self.at(below))))

    def at(self, place: Place) -> Any:
        """The value at a place.

        Raises:
            LookupError: There is none.
        """
        value: Any = self.openapi
        for step in place:
            if isinstance(value, list):
                value = value[int(step)] if str(step).isdecimal() else None
            else:
                value = value.get(str(step)) if isinstance(value, dict) else None
            if value is None:
                raise LookupError(place)
        return value

    def schema_at(self, place: Place) -> Any:
        """The schema at a place.

        Raises:
            LookupError: There is none, or what is there can't be one.
        """
        value, least = self.at(place), _LEAST.get(str(place[0]) if place else "", 2)
        if len(place) >= least and isinstance(value, dict | bool):
            return value
        raise LookupError(place)
