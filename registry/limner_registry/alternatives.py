"""What a schema comes down to: the plain alternatives behind its references and combinators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.schema import Schema, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_THE_WHOLE = frozenset({"title", "description", "default", "examples", "deprecated"})
"""Keywords that speak of a choice as a whole, not of each of its branches."""


@dataclass(frozen=True)
class Alternative:
    """One way to satisfy a schema.

    Attributes:
        schema: Its keywords; no `$ref`, `allOf`, `anyOf` or `oneOf` is left among them.
        name: The definition that it comes from, the innermost one.
        trail: The references that led to it; what is inside must not follow them again.
    """

    schema: Schema
    name: str | None = None
    trail: frozenset[str] = frozenset()


def alternatives(place: Alternative, root: Schema) -> Iterator[Alternative]:
    """The plain schemas of which one must hold; for a schema without a choice, one.

    Args:
        place: Where to begin, with the references that led there.
        root: The schema that references are resolved in.
    """
    place = flat(place, root)
    branches = place.schema.get("anyOf") or place.schema.get("oneOf")
    if not isinstance(branches, list):
        yield place
        return
    gone = OF_THE_WHOLE | {"anyOf", "oneOf"}
    shared = {key: value for key, value in place.schema.items() if key not in gone}
    for branch in branches:
        if branch is not False:
            schema = _merged(shared, as_schema(branch))
            yield from alternatives(Alternative(schema, place.name, place.trail), root)


def flat(place: Alternative, root: Schema) -> Alternative:
    """A schema with its references followed and its `allOf` merged, its choices left alone.

    What stands beside a reference wins over what it leads to. A reference that was
    followed before, or leads nowhere, says only its name.
    """
    while isinstance(reference := place.schema.get("$ref"), str):
        place = _followed(place, reference, root)
    parts = place.schema.get("allOf")
    if isinstance(parts, list):
        place = Alternative(_without(place.schema, "allOf"), place.name, place.trail)
        for part in parts:
            place = _joined(flat(Alternative(as_schema(part), None, place.trail), root), place)
    return place


def as_schema(schema: Any) -> Schema:
    """A schema as an object: `true`, and what is no schema at all, allow anything."""
    return schema if isinstance(schema, dict) else {}


def _followed(place: Alternative, reference: str, root: Schema) -> Alternative:
    beside = _without(place.schema, "$ref")
    name = reference.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~").strip("#")
    try:
        target = as_schema(resolve(reference, root))
    except LookupError:
        target = {}
    if reference in place.trail:
        target = {key: value for key, value in target.items() if key == "type"}
    trail = place.trail | {reference}
    return Alternative(_merged(target, beside), name or place.name, trail)


def _joined(inner: Alternative, outer: Alternative) -> Alternative:
    name = outer.name or inner.name
    return Alternative(_merged(inner.schema, outer.schema), name, outer.trail | inner.trail)


def _merged(inner: Schema, outer: Schema) -> Schema:
    """Both at once; the outer one wins where they differ, members and demands add up."""
    merged = {**inner, **outer}
    if _both(inner, outer, "properties", dict):
        merged["properties"] = {**inner["properties"], **outer["properties"]}
    if _both(inner, outer, "required", list):
        merged["required"] = [*inner["required"], *outer["required"]]
    return merged


def _both(one: Schema, other: Schema, keyword: str, kind: type) -> bool:
    return isinstance(one.get(keyword), kind) and isinstance(other.get(keyword), kind)


def _without(schema: Schema, keyword: str) -> Schema:
    return {key: value for key, value in schema.items() if key != keyword}
