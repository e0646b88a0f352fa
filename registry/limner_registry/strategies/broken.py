"""Invalid arguments: valid ones, with exactly one thing changed, and which rule that breaks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from limner_registry.issue import pointer
from limner_registry.strategies.breaches import Breach, of_values
from limner_registry.strategies.breaches_inside import of_items, of_members
from limner_registry.strategies.errors import Impossible, NotDrawable
from limner_registry.strategies.foretold import foretold
from limner_registry.strategies.probing import probed, simplest
from limner_registry.strategies.singled_out import singled_out
from limner_registry.strategies.sites import Site, sites
from limner_registry.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

    from limner_registry.coverage.goals import Aim
    from limner_registry.strategies.drawing import Drawing, Held, Steps

_HOW_FAR = st.integers(0, 40)
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
    by_rule: dict[tuple[Steps, str], list[SearchStrategy[Broken]]] = {}
    for target in targets(drawing):
        drawn = st.builds(target.broken, target.held, _HOW_FAR)
        by_rule.setdefault((target.site.steps, target.breach.rule), []).append(drawn)
    rules = [*by_rule.values(), *([drawn] for drawn in _singled(drawing))]
    if not rules:
        raise NotDrawable((), "there is no rule in it that can surely be broken")
    # Not `one_of`: it would flatten them, so that a rule with many ways came more often.
    return st.sampled_from(rules).flatmap(st.sampled_from).flatmap(lambda drawn: drawn)


def every_breach(drawing: Drawing) -> Iterator[Broken]:
    """Each way to break each rule of each place, once, in as little as is valid."""
    yield from _every_way(drawing)
    yield from map(simplest, _singled(drawing))


def first_breaches(drawing: Drawing) -> Iterator[Broken]:
    """The first way to break each rule of each place."""
    yield from (target.broken(held, 0) for target, held in _with_simplest(drawing))
    yield from map(simplest, _singled(drawing))


def _every_way(drawing: Drawing) -> Iterator[Broken]:
    for target, held in _with_simplest(drawing):
        yield from (target.broken(held, n) for n in range(target.breach.ways))


def _with_simplest(drawing: Drawing) -> Iterator[tuple[Target, Held]]:
    """The targets, each with the simplest arguments that it can be done to."""
    known: dict[int, Held] = {}
    for target in targets(drawing):
        with suppress(Impossible):
            held = known.get(id(target.held)) or simplest(target.held)
            yield target, known.setdefault(id(target.held), held)


def _singled(drawing: Drawing) -> Iterator[SearchStrategy[Broken]]:
    """What breaks the rules that no breach gets at, where its issue is as foretold."""
    root = drawing.places.root
    verdict = Verdict(root, closing=False)
    known = (one.arguments for one in _every_way(drawing))
    for aim, drawn in singled_out(root, "broken", known):
        told = drawn.map(partial(_as_foretold, aim=aim, verdict=verdict))
        with suppress(Impossible):
            yield probed(told.filter(bool).map(itemgetter(0)))


def _as_foretold(arguments: dict[str, Any], aim: Aim, verdict: Verdict) -> list[Broken]:
    issue = foretold(verdict.check(arguments), aim)
    if issue is None:
        return []
    return [Broken(arguments, issue.pointer, issue.code, aim.goal.keyword)]


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
