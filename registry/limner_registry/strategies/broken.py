"""Invalid arguments: valid ones, with exactly one thing changed, and which rule that breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from limner_registry.issue import pointer
from limner_registry.strategies.breaches import Breach, of_values
from limner_registry.strategies.breaches_inside import of_items, of_members
from limner_registry.strategies.errors import Impossible, NotDrawable
from limner_registry.strategies.sites import Site, sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

    from limner_registry.strategies.drawing import Drawing, Held, Steps

FURTHEST = 40
"""How many steps beyond a rule, or variants of a change, are drawn."""


@dataclass(frozen=True)
class Broken:
    """Arguments in which one thing is wrong.

    Attributes:
        arguments: The arguments.
        pointer: JSON pointer to what is wrong.
        code: The code of the issue that the verdict must have there; it may have others.
        rule: What is broken: a keyword of JSON Schema (`minimum`, `enum`, `required`, ...), or
            `null` (where it isn't taken), `misspelt` and `unknown` (names).
    """

    arguments: dict[str, Any]
    pointer: str
    code: str
    rule: str


@dataclass(frozen=True)
class Target:
    """A breach at a site, and the valid arguments that it can be done to."""

    site: Site
    breach: Breach
    held: SearchStrategy[Held]

    def broken(self, held: Held, n: int) -> Broken:
        """Valid arguments with the breach done to them."""
        value, path = held
        above = path[: len(self.site.steps)]
        old = value
        for step in above:
            old = old[step]
        new, further = self.breach.change(old, n)
        where = pointer(*above, *further)
        return Broken(replaced(value, above, new), where, self.breach.code, self.breach.rule)


def targets(drawing: Drawing) -> list[Target]:
    """Every breach of every site of a schema that valid arguments can be drawn for."""
    found = []
    for site in sites(drawing):
        for breach in _breaches(site, drawing):
            steps = (*site.steps, *breach.within)
            kind = None if breach.within else breach.kind
            try:
                held = drawing.holding(drawing.root, drawing.depth, steps, kind)
            except Impossible:
                continue
            found.append(Target(site, breach, held))
    return found


def broken(drawing: Drawing) -> SearchStrategy[Broken]:
    """Valid values with one thing changed, each rule of each place as often as any other.

    Raises:
        NotDrawable: There is no rule that can surely be broken.
    """
    every = targets(drawing)
    if not every:
        raise NotDrawable((), "there is no rule in it that can surely be broken")
    by_rule: dict[tuple[Steps, str], list[Target]] = {}
    for target in every:
        by_rule.setdefault((target.site.steps, target.breach.rule), []).append(target)
    rules = st.sampled_from([st.sampled_from(group) for group in by_rule.values()])
    how_far = st.integers(0, FURTHEST)

    @st.composite
    def one(draw: DrawFn) -> Broken:
        target = draw(draw(rules))
        return target.broken(draw(target.held), draw(how_far))

    return one()


def replaced(value: Any, path: Steps, new: Any) -> Any:
    """A value with another one at a place; it shares nothing that was changed."""
    if not path:
        return new
    step, *after = path
    copy = value.copy()
    copy[step] = replaced(value[step], tuple(after), new)
    return copy


def _breaches(site: Site, drawing: Drawing) -> Iterator[Breach]:
    yield from of_values(site)
    yield from of_members(site, drawing.places.root)
    yield from of_items(site)
