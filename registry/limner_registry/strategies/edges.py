"""Edges: of every rule of every place, the last value that keeps it and the first beyond."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.issue import pointer
from limner_registry.schema import subschemas
from limner_registry.strategies.broken import first_breaches, replaced
from limner_registry.strategies.containers import identity
from limner_registry.strategies.drawing import JUDGED, Drawing
from limner_registry.strategies.errors import Impossible
from limner_registry.strategies.foretold import where
from limner_registry.strategies.probing import simplest
from limner_registry.strategies.singled_out import singled_out
from limner_registry.strategies.sites import sites
from limner_registry.strategies.values_at_edges import Kept, at_edges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry.strategies.sites import Site


@dataclass(frozen=True)
class Edge:
    """Arguments with one value at the edge of a rule; the rest is as little as is valid.

    Attributes:
        arguments: The arguments.
        pointer: JSON pointer to the value at the edge, or to what is wrong with it.
        rule: What it is the edge of: a keyword of JSON Schema, or what `Broken.rule` may be,
            or `file`, `boolean`, `alone` (an optional member), `none` and `all` (of them).
        code: The code of the issue that the verdict must have there; None if they are valid.
    """

    arguments: dict[str, Any]
    pointer: str
    rule: str
    code: str | None = None

    @property
    def valid(self) -> bool:
        """Whether the arguments are on the inner side of the edge."""
        return self.code is None


def edges(drawing: Drawing) -> tuple[Edge, ...]:
    """Every edge of every place of a schema, each once: first the valid ones, then the others."""
    found: dict[Any, Edge] = {}
    kept = [*_kept(drawing)]
    for edge in (*kept, *_singled(drawing, kept), *_broken(drawing)):
        key = (identity(edge.arguments), _spelling(edge), edge.pointer, edge.rule, edge.code)
        found.setdefault(key, edge)
    return tuple(found.values())


def _spelling(edge: Edge) -> str:
    """Tells 2.0 from 2, which are equal, and -0.0 from 0."""
    return repr(edge.arguments)


def _kept(drawing: Drawing) -> Iterator[Edge]:
    judged = any(not JUDGED.isdisjoint(part) for part in subschemas(drawing.places.root))
    for site in sites(drawing):
        for kept in at_edges(site, drawing):
            try:
                edge = _edge(site, kept, drawing)
            except Impossible:
                continue
            # Only rules that nothing can be drawn by may be at odds with an edge.
            if not judged or drawing.is_valid(drawing.root)(edge.arguments):
                yield edge


def _singled(drawing: Drawing, kept: list[Edge]) -> Iterator[Edge]:
    """What keeps the rules that no edge gets at."""
    known = (edge.arguments for edge in kept)
    for aim, drawn in singled_out(drawing.places.root, "kept", known):
        value = simplest(drawn)
        yield Edge(value, where(value, aim.path), aim.goal.keyword)


def _edge(site: Site, kept: Kept, drawing: Drawing) -> Edge:
    steps = (*site.steps, *kept.within)
    value, path = simplest(drawing.holding(drawing.root, drawing.depth, steps, kept.kind))
    above = path[: len(site.steps)]
    old = value
    for step in above:
        old = old[step]
    return Edge(replaced(value, above, kept.change(old)), pointer(*path), kept.rule)


def _broken(drawing: Drawing) -> Iterator[Edge]:
    for one in first_breaches(drawing):
        yield Edge(one.arguments, one.pointer, one.rule, one.code)
