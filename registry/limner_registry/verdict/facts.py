"""The facts about a place: what issues say of its schema, worked out once and kept.

They depend on the schema alone. Working one out costs more than everything else in an issue,
so a second mistake at the same place is told much faster than the first.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from limner_registry.nearest import Spellings
from limner_registry.references import ALTERNATIVES, UNITING, reachable
from limner_registry.schema import subschemas
from limner_registry.values import json_text
from limner_registry.verdict.wording import LONGEST, listed, taken, types_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from limner_registry.schema import Schema

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

    def nearest(self, word: str) -> str | None:
        """The one that is spelled most like a word, or None if none is."""
        return self._nearest(word) if len(word) <= LONGEST else self._found(word)

    @cached_property
    def _nearest(self) -> Callable[[str], str | None]:
        """`_found`, which remembers: a caller's mistake is seldom made only once."""
        return lru_cache(maxsize=REMEMBERED)(self._found)

    def _found(self, word: str) -> str | None:
        return next(iter(self._spellings.nearest(word)), None)

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
    def taken_as(self) -> dict[str, str]:
        """What it takes, in words, if it is about a type that it doesn't say: by type."""
        types = ("array", "number", "string")
        if "type" in self.schema:
            return dict.fromkeys(types, self.taken)
        return {name: taken({"type": name, **self.schema}, self._root) for name in types}

    @cached_property
    def or_null(self) -> Facts:
        """What is to be said of the schema, if it took `null` too."""
        types = self.schema["type"]
        types = [types] if isinstance(types, str) else types
        return Facts({**self.schema, "type": [*types, "null"]}, self._root)

    @cached_property
    def forms(self) -> dict[str, Facts]:
        """What is to be said of the branches of its `anyOf` and `oneOf` alone, by keyword."""
        found = [keyword for keyword in ("anyOf", "oneOf") if keyword in self.schema]
        return {keyword: Facts({"anyOf": self.schema[keyword]}, self._root) for keyword in found}

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
