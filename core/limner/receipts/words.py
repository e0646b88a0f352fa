"""What of a request's arguments is the caller's own: what `--private` leaves out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from limner_registry import Model
    from limner_registry.parameter import Parameter

_DIGEST = re.compile(r"data:[\w.+-]+/[\w.+-]+(;base64)?,sha256:[0-9a-f]{64}")
"""A file of which there's its kind and its digest, and nothing that anybody wrote."""


def in_words(model: Model, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the parameters whose values have text of the caller's own in them.

    A text that is one of a parameter's choices isn't, nor is a file's digest; any other is,
    a URL and a name that the model doesn't know included: what nobody knows of is left out
    rather than told.
    """
    known = {parameter.name: parameter for parameter in model.parameters}
    return tuple(name for name, value in arguments.items() if _has_words(known.get(name), value))


def _has_words(parameter: Parameter | None, value: Any) -> bool:
    if isinstance(value, str):
        return not (
            parameter and (value in (parameter.choices or ()) or _is_sent(parameter, value))
        )
    if isinstance(value, dict):
        return any(_is_word(parameter, name, inside) for name, inside in value.items())
    if isinstance(value, list | tuple):
        element = parameter and (parameter.element or parameter)
        return any(_has_words(element, inside) for inside in value)
    return False


def _is_sent(parameter: Parameter, text: str) -> bool:
    return parameter.file is not None and _DIGEST.fullmatch(text) is not None


def _is_word(parameter: Parameter | None, name: str, value: Any) -> bool:
    """Whether a member of an object has words in it, its name included."""
    members: Collection[Parameter] = parameter.members if parameter else ()
    member = next((one for one in members if one.name == name), None)
    return member is None or _has_words(member, value)
