"""From places to strategies: one schema made ready to be drawn from."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from limner_registry.strategies import containers, members
from limner_registry.strategies.errors import Impossible, Strange
from limner_registry.strategies.numbers import numbers
from limner_registry.strategies.of_lists import lists_holding, lists_of
from limner_registry.strategies.of_objects import objects_of
from limner_registry.strategies.places import Places
from limner_registry.strategies.probing import probed
from limner_registry.strategies.ranges import range_of
from limner_registry.strategies.spoken import kind_of
from limner_registry.strategies.standing import judge
from limner_registry.strategies.texts import must_be_judged, texts
from limner_registry.values import choices_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from limner_registry.schema import Schema
    from limner_registry.strategies.places import Place, Way

T = TypeVar("T")

DEPTH = 3
"""How often definitions that contain themselves are entered, unless it takes more to end."""

ANYTHING = containers.anything()

JUDGED = frozenset({"contains", "if", "not", "oneOf"})
"""Keywords of which what is drawn may yet break a rule; it is left out then."""

Steps = tuple[str | int, ...]
"""A way from a place into a value: names, indices, and `ANY_ITEM`."""

ANY_ITEM = -1
"""Any item of a list that comes after its `prefixItems`."""

Held = tuple[Any, Steps]
"""A value, and the names and indices that lead to the place in it that was asked for."""


class Drawing:
    """One schema, with the strategies of its places.

    Args:
        root: The schema, closed or not, in which references are resolved; it mustn't change.
    """

    def __init__(self, root: Schema) -> None:
        self.places = Places(root)
        self._made: dict[Any, SearchStrategy[Any] | Impossible] = {}
        self._judges: dict[tuple[int, ...], Callable[[Any], bool]] = {}

    @cached_property
    def depth(self) -> int:
        """How many recursive references may be followed, one inside the other.

        Raises:
            Impossible: However many may be, nothing can be drawn.
        """
        for depth in range(DEPTH, DEPTH + len(self.places.recursive)):
            try:
                self.values(self.root, depth)
            except Strange:
                raise
            except Impossible:
                continue
            return depth
        return DEPTH + len(self.places.recursive)

    @property
    def root(self) -> Place:
        """The place of the whole value."""
        return self.places.place([self.places.root])

    def values(self, place: Place, depth: int) -> SearchStrategy[Any]:
        """The values that a place takes.

        Raises:
            Impossible: There are none.
        """
        return self._once("values", place, depth, (), lambda: self._values(place, depth))

    def holding(
        self, place: Place, depth: int, steps: Steps, kind: str | None
    ) -> SearchStrategy[Held]:
        """Values that a place takes, and that have something of a kind at the end of some steps.

        Args:
            place: The place.
            depth: How many recursive references may be followed.
            steps: The steps.
            kind: The kind of value at their end; None for any.

        Raises:
            Impossible: There are none.
        """
        make = lambda: self._holding(place, depth, steps, kind)  # noqa: E731 -- once, here
        return self._once(kind, place, depth, steps, make)

    def is_valid(self, place: Place) -> Callable[[Any], bool]:
        """What tells whether a value is one that the place takes."""
        key = tuple(map(id, place))
        if key not in self._judges:
            self._judges[key] = judge(place, self.places.root)
        return self._judges[key]

    def _once(
        self,
        what: str | None,
        place: Place,
        depth: int,
        steps: Steps,
        make: Callable[[], SearchStrategy[Any]],
    ) -> SearchStrategy[Any]:
        key = (what, tuple(map(id, place)), depth, steps)
        if key not in self._made:
            try:
                self._made[key] = make()
            except Impossible as reason:
                self._made[key] = reason
        made = self._made[key]
        if isinstance(made, Impossible):
            raise made
        return made

    def _values(self, place: Place, depth: int) -> SearchStrategy[Any]:
        if not place:
            return ANYTHING
        forms = self._of_ways(place, depth, lambda way: self._forms(place, way))
        return self._judged(place, depth, forms, lambda value: value)

    def _holding(
        self, place: Place, depth: int, steps: Steps, kind: str | None
    ) -> SearchStrategy[Held]:
        if not steps and kind is None:
            return self.values(place, depth).map(_held)
        if steps:
            forms = self._of_ways(place, depth, lambda way: self._inside(way, steps, kind))
        else:
            plain = self._of_ways(place, depth, lambda way: self._forms(place, way, kind))
            forms = [form.map(_held) for form in plain]
        return self._judged(place, depth, forms, lambda held: held[0])

    def _judged(
        self,
        place: Place,
        depth: int,
        forms: list[SearchStrategy[T]],
        value: Callable[[T], Any],
    ) -> SearchStrategy[T]:
        """One of some forms; what breaks a rule that they couldn't heed is left out."""
        if not self.is_judged(place, depth):
            return st.one_of(forms)
        is_valid, found = self.is_valid(place), []
        for form in forms:
            with suppress(Impossible):
                found.append(probed(form.filter(lambda drawn: is_valid(value(drawn)))))
        if not found:
            raise Impossible("nothing was found that keeps all of its rules")
        return st.one_of(found)

    def _of_ways(
        self,
        place: Place,
        depth: int,
        forms: Callable[[Way], Iterator[SearchStrategy[Any]]],
    ) -> list[SearchStrategy[Any]]:
        """What can be drawn for the ways of a place, those that are impossible left out."""
        found: list[SearchStrategy[Any]] = []
        reasons: list[Impossible] = []
        for way in self.places.ways(place, depth):
            try:
                found += forms(way)
            except Strange:
                raise
            except Impossible as reason:
                reasons.append(reason)
        if found:
            return found
        if len(reasons) == 1:
            raise reasons[0]
        if not reasons:
            raise Impossible("it has no form that comes to an end")
        raise Impossible(f"none of its {len(reasons)} forms is possible; the first: {reasons[0]}")

    def _forms(
        self, place: Place, way: Way, only: str | None = None
    ) -> Iterator[SearchStrategy[Any]]:
        """What can be drawn for one way: its choices, or its kinds of values."""
        kinds = [kind for kind in way.kinds if only in {None, kind}]
        if any(choices_of(schema) is not None for schema in way.schemas):
            yield self._choices(place, way, only)
            return
        possible, reason = False, Impossible("its types exclude each other")
        for kind in kinds:
            if kind == "fraction" and "integer" in kinds:
                continue  # whole numbers and others are drawn as one
            try:
                form = self._form(kind, way, fractions="fraction" in kinds)
            except Strange:
                raise
            except Impossible as why:
                reason = why
                continue
            possible = True
            yield form
        if not possible:
            raise reason

    def _form(self, kind: str, way: Way, *, fractions: bool) -> SearchStrategy[Any]:
        match kind:
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer" | "fraction":
                whole = kind == "integer"
                return numbers(range_of(way.schemas), fractions=fractions, whole=whole)
            case "string":
                return texts(way.schemas)
            case "array":
                return lists_of(self, way)
        return objects_of(self, way)

    def _choices(self, place: Place, way: Way, only: str | None) -> SearchStrategy[Any]:
        every = next(c for schema in way.schemas if (c := choices_of(schema)) is not None)
        found = [choice for choice in every if self.is_valid(place)(choice)]
        found = [choice for choice in found if only in {None, kind_of(choice)}]
        if not found:
            raise Impossible("none of its choices is allowed by its other rules")
        drawn = st.sampled_from(found)
        nested = any(isinstance(choice, dict | list) for choice in found)
        return drawn.map(deepcopy) if nested else drawn

    def _inside(self, way: Way, steps: Steps, kind: str | None) -> Iterator[SearchStrategy[Held]]:
        """What one way makes of values that have something at the end of some steps."""
        step, *after = steps
        if isinstance(step, str) and "object" in way.kinds:
            inner = self.below(way, members.member(way.part, step), after, kind)
            yield objects_of(self, way, (step, inner)).map(lambda value: _unwrapped(value, step))
        elif isinstance(step, int) and "array" in way.kinds:
            yield lists_holding(self, way, step, after, kind)

    def below(
        self, way: Way, said: list[Any], after: Sequence[str | int], kind: str | None
    ) -> SearchStrategy[Held]:
        """What is below an object or list: values that have something at the end of the rest."""
        return self.holding(self.places.place(said), way.depth, tuple(after), kind)

    def is_judged(self, place: Place, depth: int) -> bool:
        """Whether what is drawn for a place may yet break one of its rules."""
        return any(
            not JUDGED.isdisjoint(schema) or must_be_judged((schema,))
            for way in self.places.ways(place, depth)
            for schema in way.schemas
        ) or any(must_be_judged(way.schemas) for way in self.places.ways(place, depth))


def _held(value: Any) -> Held:
    return value, ()


def _unwrapped(value: dict[str, Any], name: str) -> Held:
    inner, path = value[name]
    return {**value, name: inner}, (name, *path)
