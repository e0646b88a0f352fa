"""Sites: the places in a value at which a rule can be kept at its edge, or broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.references import ALTERNATIVES, UNITING, reachable
from limner_registry.strategies import members
from limner_registry.strategies.drawing import ANY_ITEM, Drawing, Steps
from limner_registry.strategies.errors import Impossible
from limner_registry.strategies.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner_registry.schema import Schema
    from limner_registry.strategies.places import Place

MOST = 2_000
"""How many sites of one schema are looked at."""

AGAIN = 2
"""How often one place is entered on the way to a site."""

FREE_NAME = "a_name_of_your_own"
"""Stands for the names that aren't listed, where they are taken."""


@dataclass(frozen=True)
class Site:
    """A place in a value, with all that is surely said of it.

    Attributes:
        steps: The names and indices that lead to it.
        place: What is said of it, as far as it can be told whatever else the value holds.
        spoken: What places surely say.
    """

    steps: Steps
    place: Place
    spoken: Spoken

    def kinds(self) -> frozenset[str]:
        """The kinds of values that it takes."""
        return self.spoken.kinds(self.place)

    def surely(self, kind: str) -> list[Schema]:
        """The schemas that surely speak of a value of this kind there."""
        return self.spoken.surely(self.place, kind)


def sites(drawing: Drawing) -> list[Site]:
    """The sites of a schema, outermost first."""
    spoken = Spoken(drawing.places)
    found: list[Site] = []
    waiting: list[tuple[Site, tuple[tuple[int, ...], ...]]] = [
        (Site((), drawing.root, spoken), ())
    ]
    for site, above in waiting:
        key = tuple(map(id, site.place))
        found.append(site)
        if above.count(key) >= AGAIN or len(waiting) > MOST:
            continue
        for step, schemas in _below(site):
            try:
                place = drawing.places.place(schemas)
            except Impossible:
                continue
            waiting.append((Site((*site.steps, step), place, spoken), (*above, key)))
    return found


def refuses(schemas: Iterable[Schema], name: str, root: Schema) -> bool:
    """Whether an object that these schemas surely speak of takes no member of this name."""
    for schema in schemas:
        closed = schema.get("additionalProperties") is False and name not in schema.get(
            "properties", {}
        )
        if closed and members.of_name(schema, name) == [False]:
            return True
        if schema.get("unevaluatedProperties") is False and not _known(schema, name, root):
            return True
    return False


def _known(schema: Schema, name: str, root: Schema) -> bool:
    alone = {key: value for key, value in schema.items() if key != "unevaluatedProperties"}
    for part in reachable(alone, root, UNITING | ALTERNATIVES):
        if members.of_name(part, name) or "unevaluatedProperties" in part:
            return True
    return False


def _below(site: Site) -> Iterator[tuple[str | int, list[Any]]]:
    """The members and items of a site, each with what is surely said of it."""
    objects = site.surely("object") if "object" in site.kinds() else []
    for name in members.names(objects):
        yield name, [said for schema in objects for said in members.of_name(schema, name)]
    free = [said for schema in objects for said in members.of_name(schema, FREE_NAME)]
    if any(isinstance(said, dict) and said for said in free):
        yield FREE_NAME, free
    lists = site.surely("array") if "array" in site.kinds() else []
    first = max((len(schema.get("prefixItems", ())) for schema in lists), default=0)
    for index in range(first + 1):
        said = [inside for schema in lists for inside in _of_item(schema, index)]
        if said:
            yield (index if index < first else ANY_ITEM), said


def _of_item(schema: Schema, index: int) -> list[Any]:
    first = schema.get("prefixItems", ())
    if index < len(first):
        return [first[index]]
    return [schema["items"]] if "items" in schema else []
