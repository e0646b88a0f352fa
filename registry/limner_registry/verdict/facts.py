"""The facts about a place: what issues say of its schema, worked out once and kept.

They depend on the schema alone. Working one out costs more than everything else in an issue,
so a second mistake at the same place is told much faster than the first.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from limner_registry.nearest import Spellings
from limner_registry.references import ALTERNATIVES, UNITING, reachable
from limner_registry.schema import subschemas
from limner_registry.values import json_text
from limner_registry.verdict.limits import LIMITS, Limit, limit_of
from limner_registry.verdict.wording import LONGEST, either, listed, shown, taken, types_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from limner_registry.schema import Schema

_NUMERAL = re.compile(r"[-+]?\d+(\.\d+)?")

REMEMBERED = 64
"""Of how many misspellings each list of choices remembers what was meant."""


class Choices:
    """Choices or names: as they are listed in a sentence, and compared with what was written.

    Attributes:
        values: What may be chosen, in the schema's order.
        texts: The same as text, in JSON where it isn't text itself.
    """

    def __init__(self, values: Iterable[Any]) -> None:
        self.values = list(values)
        self.texts = [as_text(value) for value in self.values]

    @cached_property
    def are_texts(self) -> bool:
        """Whether all of them are text, which needs no quotes beside other text."""
        return all(isinstance(value, str) for value in self.values)

    @cached_property
    def listed(self) -> str:
        """The first of them, for a sentence; text without quotes."""
        return listed(self.values, quoted=False)

    @cached_property
    def quoted(self) -> str:
        """The first of them, for a sentence; text in quotes."""
        return listed(self.values)

    def nearest(self, word: str) -> tuple[str | None, str]:
        """The one that is spelled most like a word, and the question whether that is meant.

        None and no question if none is alike.
        """
        return self._nearest(word) if len(word) <= LONGEST else self._found(word)

    @cached_property
    def _nearest(self) -> Callable[[str], tuple[str | None, str]]:
        """`_found`, which remembers: a caller's mistake is seldom made only once."""
        return lru_cache(maxsize=REMEMBERED)(self._found)

    def _found(self, word: str) -> tuple[str | None, str]:
        found = [word] if word in self.texts else []
        if not found and not _NUMERAL.fullmatch(word):  # 15 isn't meant by 5
            found = self._spellings.nearest(word)
        if not found:
            return None, ""
        choice = self.values[self.texts.index(found[0])]
        return found[0], f"; did you mean {shown(choice)}?"

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self.texts)


class Facts:
    """What is to be said of one schema, or of `true` or `false` in a schema's place."""

    def __init__(self, schema: Any, root: Schema) -> None:
        self.schema = schema
        self._root = root

    @cached_property
    def taken(self) -> str:
        """What it takes, in words."""
        return taken(self.schema, self._root)

    @cached_property
    def types(self) -> list[str]:
        """The JSON types that it takes; none if it takes any."""
        return types_taken(self.schema, self._root)

    @cached_property
    def limits(self) -> dict[str, Limit]:
        """What is said of a value that breaks one of its limits, by keyword."""
        return {keyword: self._limit(keyword) for keyword in LIMITS if keyword in self.schema}

    def _limit(self, keyword: str) -> Limit:
        _, _, kind = LIMITS[keyword]
        schema = self.schema if "type" in self.schema else {"type": kind, **self.schema}
        return limit_of(keyword, schema, taken(schema, self._root))

    @cached_property
    def or_null(self) -> Facts:
        """What is to be said of the schema, if it took `null` too."""
        types = self.schema["type"]
        types = [types] if isinstance(types, str) else types
        return Facts({**self.schema, "type": [*types, "null"]}, self._root)

    @cached_property
    def forms(self) -> dict[str, Forms]:
        """What is to be said of the branches of its `anyOf` and `oneOf` alone, by keyword."""
        found = [keyword for keyword in ("anyOf", "oneOf") if keyword in self.schema]
        return {keyword: Forms(self.schema[keyword], self._root) for keyword in found}

    @cached_property
    def choices(self) -> dict[str, Choices]:
        """What its `enum` and `const` allow, by keyword."""
        allowed = {"const": [self.schema.get("const")], "enum": self.schema.get("enum", ())}
        return {
            keyword: Choices(allowed[keyword]) for keyword in allowed if keyword in self.schema
        }

    @cached_property
    def own_names(self) -> Choices:
        """The names that its own `properties` give to members."""
        return Choices(dict.fromkeys(_taken_names(self.schema)))

    @cached_property
    def names(self) -> Choices:
        """The names that its `properties`, and those of schemas beside it, give to members."""
        parts = reachable(self.schema, self._root, UNITING | ALTERNATIVES)
        return Choices(dict.fromkeys(name for part in parts for name in _taken_names(part)))


class Forms(Facts):
    """What is to be said of the branches of an `anyOf` or `oneOf`, of which one must fit.

    Attributes:
        has_null: Whether one of them takes `null` only.
        real: Which branches take more than `null`.
        others: By branch, what the other real ones take, in words.
    """

    def __init__(self, branches: Sequence[Any], root: Schema) -> None:
        super().__init__({"anyOf": branches}, root)
        facts = [Facts(branch, root) for branch in branches]
        self._types = [frozenset(each.types) for each in facts]
        self.real = [i for i, types in enumerate(self._types) if types != {"null"}]
        self.has_null = len(self.real) < len(facts)
        self.others = [
            either([facts[other].taken for other in self.real if other != i])
            for i in range(len(facts))
        ]

    def fitting(self, types: set[str]) -> list[int]:
        """Which of the real ones take one of these JSON types."""
        every = self._types
        return [i for i in self.real if not every[i] or not every[i].isdisjoint(types)]


class Known:
    """The facts about the schemas of one document; several threads may ask for them at once.

    Args:
        root: The document, in which references are looked up; it mustn't change.
    """

    def __init__(self, root: Schema) -> None:
        self.root = root
        self._facts = {id(schema): Facts(schema, root) for schema in subschemas(root)}

    def of(self, schema: Any) -> Facts:
        """The facts about a schema: kept for those of the document, new ones for any other."""
        return self._facts.get(id(schema)) or Facts(schema, self.root)


def as_text(value: Any) -> str:
    """A value as text: text as it is, everything else in JSON."""
    return value if isinstance(value, str) else json_text(value)


def _taken_names(schema: Schema) -> Iterator[str]:
    return (name for name, inside in schema.get("properties", {}).items() if inside is not False)
