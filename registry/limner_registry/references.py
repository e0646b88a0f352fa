"""References, followed: what stands beside a schema and is about the same value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from limner_registry.schema import Schema, children, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNITING = frozenset({"$ref", "allOf", "anyOf"})
"""Keywords whose schemas are the object itself, said elsewhere."""

ALTERNATIVES = frozenset({"anyOf", "dependentSchemas", "else", "if", "oneOf", "then"})
"""Keywords whose schemas hold for some values only."""


def place_of(reference: str, root: Any) -> str:
    """The reference that is meant, with its percent signs decoded: it leads somewhere.

    Raises:
        LookupError: It leads out of the schema, or nowhere.
    """
    for place in (unquote(reference), reference):
        try:
            resolve(place, root)
        except LookupError:
            continue
        return place
    raise LookupError(reference)


def target(reference: str, root: Any) -> Any:
    """What a local reference leads to, percent-encoded or not.

    Raises:
        LookupError: It leads out of the schema, or nowhere.
    """
    return resolve(place_of(reference, root), root)


def in_place(schema: Schema, root: Schema, keywords: frozenset[str]) -> Iterator[Schema]:
    """The schemas under some keywords of a schema, `$ref` among them if it's asked for."""
    if keywords.isdisjoint(schema):
        return
    for (keyword, *_), child in children(schema):
        if keyword in keywords:
            yield child
    if "$ref" in keywords and isinstance(schema.get("$ref"), str):
        try:
            found = target(schema["$ref"], root)
        except LookupError:
            return
        if isinstance(found, dict):
            yield found


def reachable(
    schema: Schema,
    root: Schema,
    keywords: frozenset[str],
    past: Callable[[Schema], bool] = lambda _: True,
) -> Iterator[Schema]:
    """A schema and all that its keywords lead to, each once, however they lead to each other.

    Args:
        schema: Where to begin.
        root: The schema that references are resolved in.
        keywords: The keywords that are followed.
        past: Whether to go on past a schema, to what it leads to itself.
    """
    seen, waiting = {id(schema)}, [schema]
    while waiting:
        part = waiting.pop()
        yield part
        found = [*in_place(part, root, keywords)] if past(part) else []
        new = {id(other): other for other in reversed(found) if id(other) not in seen}
        seen |= new.keys()
        waiting += new.values()
