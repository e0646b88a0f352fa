"""Changes to JSON: members deleted, replaced, mixed up, nested, and given keywords."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, -0.0, 1e300, 10**30, 2**53 + 1, "", "x", "5", "null", [], {},
    [1], ["x", "x"], [None], [{}], {"x": 1}, "\u0000", "\ud800", "\u202e", "e\u0301", "😀", "..",
    "a b", "a\nb", "'", '"', "`", "$(x)", "\\", "%", "~", "|", "<b>", "https://a.example/c.png",
)  # fmt: skip
SCHEMAS: tuple[Any, ...] = (
    *VALUES, "#", "#/nowhere", "#/$defs/x", "#/components/schemas", "#/properties/prompt", "(",
    "object", "integer", "image", ["object", "null"], ["string", "integer"], {"$ref": "#"},
    {"$ref": 5}, {"type": "nope"}, {"type": "object", "properties": 5}, {"enum": 5}, {"enum": []},
    {"pattern": "(?P<"}, {"pattern": "^(a+)+$"}, {"nullable": True}, {"anyOf": []}, {"not": {}},
    {"items": [{"type": "string"}]}, {"minimum": 5, "exclusiveMinimum": True}, {"required": True},
    {"type": "object"}, {"type": ["string", "null"]}, {"const": {"a": [1.0, False]}},
    {"type": "number", "multipleOf": 0.01}, {"type": "string", "x-limner-file": "image"},
    {"additionalProperties": False}, {"if": {"required": ["x"]}, "then": False},
    {"type": "array", "items": {"$ref": "#"}}, {"anyOf": [{"type": "null"}, {"type": "integer"}]},
    {"oneOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, {"required": ["b"]}]},
)  # fmt: skip
WORDS = (
    "--help", "--json", "--", "-", "-o", "--prompt", "=", ":=", "=@", "prompt=@a.txt", "1e999",
    "image_url=@a.png", "seed:=[", "num_images=0x1", "x=@nowhere", "prompt:=NaN", "sede=1",
    "image_size:={", "image_size=square", "--no-json", "-ox", "--=x", "=@a.txt", "seed=@7.json",
    "image_size.width=5", "loras[0].path=x", "prompt=@.", 'image_size:={"width":1,"width":2}',
)  # fmt: skip
KEYWORDS = (
    "$anchor", "$defs", "$dynamicRef", "$id", "$ref", "$schema", "additionalProperties", "allOf",
    "aliases", "anyOf", "const", "contains", "default", "definitions", "dependencies",
    "dependentRequired", "dependentSchemas", "description", "else", "enum", "example", "examples",
    "exclusiveMaximum", "exclusiveMinimum", "format", "if", "items", "maxContains", "maxItems",
    "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength",
    "minProperties", "minimum", "multipleOf", "not", "nullable", "oneOf", "pattern",
    "patternProperties", "prefixItems", "properties", "propertyNames", "required", "then",
    "title", "type", "unevaluatedItems", "unevaluatedProperties", "uniqueItems",
    "x-fal-order-properties", "x-limner-definitions", "x-limner-document", "x-limner-file",
    "x-limner-max-bytes",
)  # fmt: skip
"""Names of members that mean something in a document of ours or of OpenAPI."""

Node = tuple[Any, Any]


class Mutation:
    """Changes JSON values; of one seed, always alike.

    Args:
        dice: What chooses.
        values: What a member is replaced by.
        names: Names that a new member may have.
    """

    def __init__(
        self,
        dice: random.Random,
        values: Sequence[Any] = SCHEMAS,
        names: Sequence[str] = KEYWORDS,
    ) -> None:
        self._dice = dice
        self._values = values
        self._names = names

    def of(self, value: Any, other: Any = None) -> Any:
        """A copy with up to five changes; `other` is where foreign members come from."""
        mutant = _copied(value)
        for _ in range(self._dice.choice((1, 1, 1, 2, 2, 3, 5))):
            here = nodes(mutant)
            if not here:
                break
            there = nodes(other) or here
            self._change(here, self._dice.choice(there))
        return mutant

    def _change(self, here: list[Node], source: Node) -> None:
        holder, name = self._dice.choice(here)
        ways: tuple[Callable[[Any, Any], None], ...] = (
            self._delete, self._replace, self._replace, self._add, self._add, self._add,
            self._nest, self._turn, self._turn, self._rename,
        )  # fmt: skip
        way = self._dice.randrange(len(ways) + 3)
        if way < len(ways):
            ways[way](holder, name)
        else:
            other, place = self._dice.choice(here) if way == len(ways) else source
            holder[name] = _copied(other[place])

    def _delete(self, holder: Any, name: Any) -> None:
        del holder[name]

    def _replace(self, holder: Any, name: Any) -> None:
        holder[name] = _copied(self._dice.choice(self._values))

    def _add(self, holder: Any, name: Any) -> None:
        new = _copied(self._dice.choice((*self._values, holder[name], [holder[name]])))
        if isinstance(holder, list):
            holder.insert(self._dice.randrange(len(holder) + 1), new)
        else:
            holder[self._dice.choice(self._names)] = new

    def _nest(self, holder: Any, name: Any) -> None:
        """Mostly once, at times as deep as no document is."""
        word = self._dice.choice(("items", "allOf", "anyOf", "not", "properties", "", "const"))
        for _ in range(self._dice.choice((1, 1, 1, 1, 1, 5, 60, 300))):
            inside = holder[name]
            listed = [inside] if word in {"allOf", "anyOf", ""} else inside
            inside = {"x": inside} if word == "properties" else listed
            holder[name] = {word: inside} if word else inside

    def _turn(self, holder: Any, name: Any) -> None:
        """Another value of the same type, near to it."""
        value = holder[name]
        if isinstance(value, str):
            holder[name] = self._text(value)
        elif isinstance(value, bool):
            holder[name] = not value
        elif isinstance(value, int | float):
            holder[name] = self._dice.choice(
                (value + 1, value - 1, -value, value / 2, value * 10, float(value), str(value))
            )
        elif isinstance(value, list):
            self._dice.shuffle(value)

    def _rename(self, holder: Any, name: Any) -> None:
        if isinstance(holder, dict):
            holder[self._dice.choice((self._text(name), *self._names))] = holder.pop(name)

    def _text(self, text: str) -> str:
        at = self._dice.randrange(len(text) + 1)
        signs = "".join(one for one in self._values if isinstance(one, str)) + text
        sign, rest = self._dice.choice(signs), text[at + self._dice.randrange(3) :]
        return text[:at] + sign * self._dice.choice((0, 1, 1, 2)) + rest


def nodes(value: Any) -> list[Node]:
    """Every member of a value, and of its members, as its holder and its name."""
    found: list[Node] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list):
            names = list(holder) if isinstance(holder, dict) else range(len(holder))
            found += [(holder, name) for name in names]
            waiting += [holder[name] for name in names]
    return found


def _copied(value: Any) -> Any:
    return json.loads(json.dumps(value))


def shrunk(data: bytes, still: Callable[[bytes], bool], tries: int = 400) -> bytes:
    """A smaller input for which something still holds: members are left out while it does."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    whole = True
    while whole and tries > 0:
        whole = False
        at = 0
        while at < len(nodes(value)) and tries > 0:
            smaller = _copied(value)
            holder, name = nodes(smaller)[at]
            del holder[name]
            tries -= 1
            if still(json.dumps(smaller).encode()):
                value, whole = smaller, True
            else:
                at += 1
    return json.dumps(value, separators=(",", ":")).encode()
