"""What only shows in a whole schema: circles, references gone, demands and defaults of no use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.circles import Circles
from limner_registry.references import ALTERNATIVES, UNITING, in_place, place_of, reachable
from limner_registry.schema import Schema, children, subschemas
from limner_registry.shortening import shortened
from limner_registry.values import json_text, types_of
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner_registry.importing.report import Place, Report

_SAYS_OF_OTHERS = ("additionalProperties", "patternProperties", "unevaluatedProperties")


class Soundness:
    """The checks and repairs of one assembled schema.

    Args:
        schema: The schema with its definitions; repairs change it.
        origins: The places in the OpenAPI document of the schema (`""`) and its definitions.
        report: Where notes and refusals go.
    """

    def __init__(self, schema: Schema, origins: Mapping[str, Place], report: Report) -> None:
        self._schema = schema
        self._origins = origins
        self._report = report

    def check(self, *, strict: bool) -> None:
        """Repair what can be.

        Args:
            strict: Whether it is an input: what it demands must be possible to give.

        Raises:
            NotImportable: It leads to itself without end, or in too many ways to others.
        """
        self._lead_references_somewhere()
        self._refuse_circles()
        if strict:
            self._describe_demanded_members()
        self._note_strange_defaults()

    def _places(self) -> Iterator[tuple[Place, Schema]]:
        """Every schema, with where it comes from."""
        waiting: list[tuple[Place, Schema]] = [((), self._schema)]
        while waiting:
            path, schema = waiting.pop()
            yield self._origin(path), schema
            waiting += [((*path, *steps), child) for steps, child in children(schema)]

    def _origin(self, path: Place) -> Place:
        if path[:1] == ("$defs",) and len(path) > 1 and path[1] in self._origins:
            return (*self._origins[str(path[1])], *path[2:])
        return (*self._origins[""], *path)

    def _lead_references_somewhere(self) -> None:
        for place, schema in self._places():
            reference = schema.get("$ref")
            if reference is None or _leads(reference, self._schema):
                continue
            sentence = f"{reference} leads into what was rewritten, so anything is taken."
            self._report.note((*place, "$ref"), sentence)
            del schema["$ref"]

    def _refuse_circles(self) -> None:
        circles = Circles(self._schema)
        for place, schema in self._places():
            if circles.catch(schema):
                reason = "it leads to itself without end, or in too many ways to others."
                raise self._report.refusal(place, reason)

    def _describe_demanded_members(self) -> None:
        """A demanded member that isn't listed could not be given: an input is closed."""
        for place, schema in self._places():
            listed = schema.get("properties")
            if listed is None or any(word in schema for word in _SAYS_OF_OTHERS):
                continue
            parts = list(reachable(schema, self._schema, UNITING | ALTERNATIVES))
            known = {name for part in parts for name in part.get("properties", ())}
            for name in schema.get("required", ()):
                if name not in known:
                    listed[name] = {}
                    sentence = f"{name!r} is demanded and not described, so it may be anything."
                    self._report.note((*place, "required"), sentence)

    def _note_strange_defaults(self) -> None:
        for place, schema in self._places():
            if "default" not in schema:
                continue
            if not _fits(schema["default"], schema, self._schema):
                value = shortened(json_text(schema["default"]))
                sentence = f"{value} breaks its own schema; it is kept, and never sent."
                self._report.note((*place, "default"), sentence)


def may_be_an_object(schema: Any, root: Schema) -> bool:
    """Whether an object can satisfy the schema, as far as types tell; it must have no circles."""
    if not isinstance(schema, dict):
        return schema is not False
    if schema.get("not") in ({}, True):
        return False
    types = types_of(schema)
    if types and "object" not in types:
        return False
    branches = [schema.get(word) for word in ("anyOf", "oneOf") if word in schema]
    parts = [*schema.get("allOf", ()), *in_place(schema, root, frozenset({"$ref"}))]
    return all(may_be_an_object(part, root) for part in parts) and all(
        any(may_be_an_object(one, root) for one in several or ()) for several in branches
    )


def _leads(reference: str, root: Schema) -> bool:
    try:
        place_of(reference, root)
    except LookupError:
        return False
    return True


def _fits(value: Any, schema: Schema, root: Schema) -> bool:
    """Whether a value is valid; where the schema leads to its root, that isn't asked."""
    references = [part["$ref"] for part in subschemas(schema) if "$ref" in part]
    if not all(reference.startswith("#/$defs/") for reference in references):
        return True
    definitions = {"$defs": root.get("$defs", {})} if references else {}
    try:
        return engine_for({**schema, **definitions}).is_valid(value)
    except Exception:  # noqa: BLE001 -- a definition leads to the root, a number is too large
        return True
