"""A schema as people read it: its parameters, or the fields of a result, with their types.

Help texts, tables and the reference are made from this view; verdicts are not.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import Alternative, alternatives, as_schema, flat
from limner_registry.bounds import bounds_of
from limner_registry.files import MARK
from limner_registry.parameter import Parameter, Parameters
from limner_registry.values import choices_of, json_text, one_line, types_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from limner_registry.schema import Schema

__all__ = ["Parameter", "Parameters", "parameters"]

DEEPEST = 32
"""How many steps from the root members are still looked for."""

MOST = 5_000
"""How many parameters and alternatives are read before further ones come without members.

A few definitions that mention each other can stand for more than a computer holds.
"""


def parameters(schema: Schema) -> Parameters:
    """The parameters that a schema has, in the order that their provider shows them.

    That is the order of `x-fal-order-properties` where the schema has it, else the one of
    its `properties`. References and choices are looked through. A definition isn't
    expanded inside itself, so every schema comes to an end.

    Args:
        schema: A model's input or output, or any other schema of JSON Schema 2020-12.

    Example:
        >>> (seed,) = parameters({"properties": {"seed": {"type": "integer", "minimum": 0}}})
        >>> seed.place, seed.type_text, seed.range_text
        ('seed', 'integer', 'at least 0')
    """
    return _Reader(as_schema(schema)).root().members


class _Reader:
    """Reads one schema, and knows how much it has read."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._read = 0

    def root(self) -> Parameter:
        return self._parameter("", (), [Alternative(self._schema, None, frozenset("#"))])

    def _parameter(
        self,
        name: str,
        path: tuple[str, ...],
        places: Sequence[Alternative],
        *,
        required: bool = True,
    ) -> Parameter:
        """What is at one place, or at places that are alternatives to each other."""
        whole = flat(places[0], self._schema).schema
        found = chain.from_iterable(alternatives(place, self._schema) for place in places)
        ways = list(islice(found, max(1, MOST - self._read)))
        self._read += len(ways) + 1
        schemas = [way.schema for way in ways]
        types = [types_of(schema) for schema in schemas]
        element = self._element(path, ways)
        return Parameter(
            name=name,
            path=path,
            required=required,
            types=tuple(dict.fromkeys(chain.from_iterable(types))) if all(types) else (),
            type_text=_type_text(ways, element),
            nullable=any("null" in kinds or not kinds for kinds in types),
            choices=_choices(schemas),
            bounds=bounds_of(schemas),
            default=whole.get("default"),
            has_default="default" in whole,
            file=_file([whole, *schemas], element),
            description=_description([whole, *schemas]),
            deprecated=whole.get("deprecated") is True,
            element=element,
            members=Parameters(self._members(path, ways) + (element.members if element else ())),
        )

    def _members(
        self, path: tuple[str, ...], ways: Iterable[Alternative]
    ) -> tuple[Parameter, ...]:
        """The members of an object; one is required if every kind of the object needs it."""
        objects = [way for way in ways if isinstance(way.schema.get("properties"), dict)]
        if not self._may_go_on(path):
            return ()
        found: dict[str, list[Alternative]] = {}
        for way in objects:
            for name, schema in _members_in_order(way.schema).items():
                found.setdefault(name, []).append(_inside(way, schema))
        return tuple(
            self._parameter(
                name,
                (*path, name),
                places,
                required=all(name in _required(way.schema) for way in objects),
            )
            for name, places in found.items()
        )

    def _element(self, path: tuple[str, ...], ways: Iterable[Alternative]) -> Parameter | None:
        """What the lists, or else the objects with free names, among the ways consist of."""
        if not self._may_go_on(path):
            return None
        for name, inside in (("[]", _items), ("*", _values)):
            places = [_inside(way, schema) for way in ways for schema in inside(way.schema)]
            if places:
                return self._parameter(name, (*path, name), places)
        return None

    def _may_go_on(self, path: tuple[str, ...]) -> bool:
        return not path or (len(path) < DEEPEST and self._read < MOST)


def _inside(way: Alternative, schema: Any) -> Alternative:
    return Alternative(as_schema(schema), None, way.trail)


def _members_in_order(schema: Schema) -> dict[str, Any]:
    """The members that may be there at all, by name; `false` forbids one."""
    members, shown = schema["properties"], schema.get("x-fal-order-properties")
    first = shown if isinstance(shown, list) else []
    names = dict.fromkeys([*(name for name in first if isinstance(name, str)), *members])
    return {name: members[name] for name in names if members.get(name, False) is not False}


def _required(schema: Schema) -> list[Any]:
    names = schema.get("required")
    return names if isinstance(names, list) else []


def _items(schema: Schema) -> list[Schema]:
    several = schema.get("prefixItems")
    listed = several if isinstance(several, list) else []
    return [item for item in (*listed, schema.get("items")) if isinstance(item, dict)]


def _values(schema: Schema) -> list[Schema]:
    value = schema.get("additionalProperties")
    return [value] if isinstance(value, dict) else []


def _choices(schemas: Iterable[Schema]) -> tuple[Any, ...] | None:
    values = chain.from_iterable(choices_of(schema) or () for schema in schemas)
    different = {json_text(value): value for value in values if value is not None}
    return tuple(different.values()) or None


def _file(schemas: Iterable[Schema], element: Parameter | None) -> str | None:
    marks = [schema.get(MARK) for schema in schemas] + [element.file if element else None]
    return next((mark for mark in marks if isinstance(mark, str)), None)


def _description(schemas: Sequence[Schema]) -> str | None:
    """The parameter's own description, or that of the only thing that it can be."""
    whole, *rest = schemas
    some = [schema for schema in rest if types_of(schema) != ("null",)]
    texts = (schema.get("description") for schema in (whole, *some[: len(some) == 1]))
    return next((one_line(text) for text in texts if isinstance(text, str)), None) or None


def _type_text(ways: Iterable[Alternative], element: Parameter | None) -> str:
    words = dict.fromkeys(chain.from_iterable(_type_words(way, element) for way in ways))
    *others, last = sorted(words, key="null".__eq__) or ["nothing"]
    return " or ".join(filter(None, (", ".join(others), last)))


def _type_words(way: Alternative, element: Parameter | None) -> Iterator[str]:
    """The kinds of value that one alternative stands for, as people read them."""
    choices = choices_of(way.schema)
    if choices is not None:
        yield from ("null" if value is None else "choice" for value in choices)
        return
    for kind in types_of(way.schema) or ("any",):
        if kind in {"object", "any"} and way.name:
            yield way.name
        elif element and kind == {"[]": "array", "*": "object"}[element.name]:
            yield f"{_KINDS.get(kind, kind)} of {_grouped(element.type_text)}"
        else:
            yield _KINDS.get(kind, kind)


def _grouped(text: str) -> str:
    return f"({text})" if " or " in text else text


_KINDS = {"array": "list"}
