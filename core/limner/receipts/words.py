"""What of a request's arguments was asked for in words: what `--private` leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from limner_registry import Model
    from limner_registry.parameter import Parameter


def in_words(model: Model, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the parameters whose values have text of the caller's own in them.

    A text that is one of a parameter's choices isn't, nor is a file; any other is, so what
    nobody knows of is left out rather than told.
    """
    known = {parameter.name: parameter for parameter in model.parameters}
    return tuple(name for name, value in arguments.items() if _has_words(known.get(name), value))


def _has_words(parameter: Parameter | None, value: Any) -> bool:
    if isinstance(value, str):
        return not (parameter and (parameter.file or value in (parameter.choices or ())))
    if isinstance(value, dict):
        return any(_has_words(_member(parameter, name), inside) for name, inside in value.items())
    if isinstance(value, list | tuple):
        element = parameter and (parameter.element or parameter)
        return any(_has_words(element, inside) for inside in value)
    return False


def _member(parameter: Parameter | None, name: str) -> Parameter | None:
    if parameter is None:
        return None
    members: Collection[Parameter] = parameter.members
    return next((one for one in members if one.name == name), parameter.element)
