"""How far a schema leads on to others about the same value: a circle is too far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.references import ALTERNATIVES, UNITING, in_place

if TYPE_CHECKING:
    from limner_registry.schema import Schema

_LONGEST = 200
"""How many references and branches may lead on from a schema, one after another."""

_MOST = 10_000
"""How many ways through them there may be: a verdict may have to try each."""

_BESIDE = UNITING | ALTERNATIVES | {"not"}


class Circles:
    """What leads to itself without end, or in too many ways to others; no verdict can be on it.

    Args:
        root: The schema that references are resolved in; it mustn't change from then on.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._extents: dict[int, tuple[int, int]] = {}

    def catch(self, schema: Schema) -> bool:
        """Whether a schema of the root leads into one."""
        length, ways = self._extent(schema)
        return length > _LONGEST or ways > _MOST

    def _extent(self, start: Schema) -> tuple[int, int]:
        """How far a schema leads on, and in how many ways; nothing is visited twice."""
        known = self._extents
        on_the_way: set[int] = set()
        waiting = [(start, False)]
        while waiting:
            schema, is_left = waiting.pop()
            key = id(schema)
            beside = list(in_place(schema, self._root, _BESIDE))
            if is_left:
                on_the_way.discard(key)
                found = [known.get(id(one), (_LONGEST, _MOST)) for one in beside]
                far = 1 + max((length for length, _ in found), default=0)
                known[key] = far, min(_MOST + 1, 1 + sum(ways for _, ways in found))
            elif key not in known:
                on_the_way.add(key)
                waiting.append((schema, True))
                waiting += [(one, False) for one in beside if id(one) not in on_the_way]
        return known[id(start)]
