"""What a place surely says of a value of a kind, whatever else it says; and why it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.schema import Schema, resolve
from limner_registry.strategies.containers import identity
from limner_registry.strategies.places import ALL_KINDS, Place, Places, kinds_stated
from limner_registry.values import choices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FAR = 10**6


def kind_of(value: Any) -> str:
    """The kind of a JSON value: a number is an `integer` or a `fraction`."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "fraction"
    return {type(None): "null", str: "string", list: "array", tuple: "array"}.get(
        type(value), "object"
    )


class Spoken:
    """What the places of a schema surely say.

    Of a choice (`anyOf`, `oneOf`) only the branch is heard that alone takes such a value, or
    that is alone but for `null`; what holds under a condition is not heard at all.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._kinds: dict[tuple[int, ...], frozenset[str]] = {}

    def kinds(self, place: Place) -> frozenset[str]:
        """The kinds of values that a place may take."""
        key = tuple(map(id, place))
        if key not in self._kinds:
            ways = self._places.ways(place, _FAR)
            self._kinds[key] = frozenset(kind for way in ways for kind in way.kinds)
        return self._kinds[key]

    def surely(self, place: Place, kind: str) -> list[Schema]:
        """The schemas that surely speak of a value of this kind, outermost first."""
        found: dict[int, Schema] = {}
        for schema in place:
            found |= {id(part): part for part in self._heard(schema, kind, frozenset())}
        return list(found.values())

    def refusal(self, place: Place, value: Any) -> str | None:
        """The code that a value is refused with at a place for its type or for not being a choice.

        None if it isn't refused so, or if that can't be told.
        """
        kind = kind_of(value)
        heard = self.surely(place, kind)
        if any(_is_no_choice(value, schema) for schema in heard):
            return "one_of"
        if kind in self.kinds(place):
            return None
        if any(kind not in (kinds_stated(schema) or ALL_KINDS) for schema in heard):
            return "type"
        return "any_of" if any(self._refuses_all(schema, kind) for schema in heard) else None

    def _heard(self, schema: Any, kind: str, trail: frozenset[str]) -> Iterator[Schema]:
        if not isinstance(schema, dict):
            return
        yield schema
        if isinstance(schema.get("$ref"), str):
            there = self._places.pointer_of(schema["$ref"])
            if there not in trail:
                target = resolve(there, self._places.root)
                yield from self._heard(target, kind, trail | {there})
        for part in schema.get("allOf", ()):
            yield from self._heard(part, kind, trail)
        for keyword in ("anyOf", "oneOf"):
            meant = self._meant(schema.get(keyword, ()), kind)
            yield from self._heard(meant, kind, trail)

    def _meant(self, branches: Iterable[Any], kind: str) -> Any:
        """The branch that a value of this kind is surely meant for, if there is one."""
        kinds = [(branch, self._kinds_of(branch)) for branch in branches]
        fitting = [branch for branch, taken in kinds if kind in taken]
        real = [branch for branch, taken in kinds if taken and taken != {"null"}]
        if len(fitting) == 1:
            return fitting[0]
        return real[0] if not fitting and len(real) == 1 else None

    def _refuses_all(self, schema: Schema, kind: str) -> bool:
        """Whether no branch of a choice takes such a value, and which one was meant is open."""
        for keyword in ("anyOf", "oneOf"):
            kinds = [self._kinds_of(branch) for branch in schema.get(keyword, ())]
            real = [taken for taken in kinds if taken != {"null"}]
            if len(real) > 1 and not any(kind in taken for taken in kinds):
                return True
        return False

    def _kinds_of(self, branch: Any) -> frozenset[str]:
        if branch is False:
            return frozenset()
        if not isinstance(branch, dict):
            return frozenset(ALL_KINDS)
        ways = self._places.ways((branch,), _FAR)
        return frozenset(kind for way in ways for kind in way.kinds)


def _is_no_choice(value: Any, schema: Schema) -> bool:
    choices = choices_of(schema)
    return choices is not None and identity(value) not in set(map(identity, choices))
