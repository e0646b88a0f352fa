"""Parameters and the fields of results, as people read them: one under the other, aligned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner.cli import screen
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def shown(value: Any) -> str:
    """A value as it's typed after `name=`: text is bare, unless that could be misread."""
    if isinstance(value, str) and value and value == value.strip() and "," not in value:
        return value
    return json_text(value)


def _lines(parameters: Iterable[Parameter], columns: int, *, given: bool) -> list[str]:
    everything = [one for parameter in parameters for one in parameter.walk()]
    widest = max((_indent(one) + len(one.name) for one in everything), default=0)
    at = min(WIDEST_NAME, widest + screen.GAP)
    return [
        line
        for one in everything
        for line in screen.entry(
            screen.plain(one.name), _texts(one, given=given), at, columns, _indent(one)
        )
    ]


def _indent(parameter: Parameter) -> int:
    return 2 * len([step for step in parameter.path if step not in {"[]", "*"}])


def _texts(parameter: Parameter, *, given: bool) -> list[str]:
    """What it takes and what it means; of a field, what it is."""
    texts = [_taken(parameter) if given else _field_kind(parameter), parameter.description or ""]
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
