"""Parameters and the fields of results, as people read them: one under the other, aligned."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from limner.cli import screen
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner_registry.bounds import Bounds
    from limner_registry.parameter import Parameter

WIDEST_NAME = 28
"""The column of the texts at most; a name that reaches it has its line to itself."""


def parameter_lines(parameters: Iterable[Parameter], columns: int) -> list[str]:
    """Parameters with everything inside them: those that must be given, then the others."""
    ordered = sorted(parameters, key=lambda one: not one.required)
    return _lines(ordered, columns, given=True)


def field_lines(fields: Iterable[Parameter], columns: int) -> list[str]:
    """The fields of a result with everything inside them, in the document's order."""
    return _lines(fields, columns, given=False)


def parameter_as_json(one: Parameter) -> dict[str, Any]:
    """A parameter for programs: JSON Schema's words, and what is inside it beneath."""
    within = [member for member in one.members if len(member.path) == len(one.path) + 1]
    inside = parameter_as_json(one.element) if one.element else None
    known = {
        "choices": list(one.choices) if one.choices else None,
        **bounds_as_json(one.bounds),
        "file": one.file,
        "description": one.description,
        "deprecated": one.deprecated or None,
        "items": inside if "array" in one.types else None,
        "additionalProperties": inside if "array" not in one.types else None,
        "members": [parameter_as_json(member) for member in within] or None,
    }
    return {
        "name": one.name,
        "required": one.required,
        "type": one.types[0] if len(one.types) == 1 else list(one.types),
        **({"default": one.default} if one.has_default else {}),
        **{name: value for name, value in known.items() if value is not None},
    }


def bounds_as_json(bounds: Bounds) -> dict[str, float]:
    """Bounds by JSON Schema's keywords, as `allowed` of an issue has them."""
    found = {}
    for field in fields(bounds):
        first, *others = field.name.split("_")
        if (bound := getattr(bounds, field.name)) is not None:
            found[first + "".join(map(str.capitalize, others))] = bound
    return found


def shown(value: Any) -> str:
    """A value as it's typed after `name=`: text is bare, unless that could be misread."""
    if isinstance(value, str) and value and value == value.strip() and "," not in value:
        return value
    return json_text(value)


def _lines(parameters: Iterable[Parameter], columns: int, *, given: bool) -> list[str]:
    everything = list(_without_repeats(parameters))
    widest = max((_indent(one) + len(one.name) for one, _ in everything), default=0)
    at = min(WIDEST_NAME, widest + screen.GAP)
    return [
        line
        for one, like in everything
        for line in screen.entry(
            screen.plain(one.name), _texts(one, like, given=given), at, columns, _indent(one)
        )
    ]


def _without_repeats(parameters: Iterable[Parameter]) -> Iterator[tuple[Parameter, str]]:
    """Each parameter and what is inside it; of one that is like another, only the other's place.

    Several fields of a result are often files, and every file has the same members.
    """
    shown_at: list[tuple[Any, str]] = []
    for parameter in parameters:
        yield from _walk(parameter, shown_at)


def _walk(one: Parameter, shown_at: list[tuple[Any, str]]) -> Iterator[tuple[Parameter, str]]:
    content = _content(one.members)
    like = next((place for before, place in shown_at if before == content), "")
    yield one, like
    if content and not like:
        shown_at.append((content, one.place))
        for member in one.members:
            yield from _walk(member, shown_at)


def _content(members: Iterable[Parameter]) -> list[Any]:
    """What members are, wherever they are."""
    return [
        (
            *(one.name, one.required, one.type_text, one.choices, one.bounds, one.default),
            *(one.description, one.file, _content(one.members)),
        )
        for one in members
    ]


def _indent(parameter: Parameter) -> int:
    return 2 * len([step for step in parameter.path if step not in {"[]", "*"}])


def _texts(parameter: Parameter, like: str, *, given: bool) -> list[str]:
    """What it takes and what it means; of a field, what it is."""
    kind = _taken(parameter) if given else _field_kind(parameter)
    each = "each " * ("array" in parameter.types)
    texts = [f"{kind}; {each}as {like} above" if like else kind, parameter.description or ""]
    return [screen.plain(text) for text in texts if text]


def _taken(parameter: Parameter) -> str:
    required = "required: " * parameter.required
    kind = required + ", ".join(filter(None, (_kind(parameter), parameter.range_text)))
    more = (
        f"default {shown(parameter.default)}" if parameter.has_default else "",
        "deprecated" if parameter.deprecated else "",
    )
    return "; ".join(filter(None, (kind, *more)))


def _kind(parameter: Parameter) -> str:
    """The type of a parameter, with its choices; where a file belongs, what may stand for it."""
    if parameter.choices:
        choices = ", ".join(map(shown, parameter.choices))
        return parameter.type_text.replace("choice", f"one of {choices}", 1)
    if not parameter.file:
        return parameter.type_text
    if "array" in parameter.types:
        return f"{parameter.type_text}, paths or URLs ({parameter.file})"
    return f"path or URL ({parameter.file})" + " or null" * parameter.nullable


def _field_kind(parameter: Parameter) -> str:
    """The type of a field; a file is marked with what it is of."""
    of_a_file = parameter.file and parameter.file.lower() not in parameter.type_text.lower()
    return f"{parameter.type_text} ({parameter.file})" if of_a_file else parameter.type_text
