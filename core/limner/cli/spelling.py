"""How parameters are spelled on the command line, and what the texts mean.

    name=value      text, which the schema reads; `-o name value` and `--name value` are the same
    name:=json      JSON, taken as it is
    name=@file      the file itself at a file's place; elsewhere its text, which the schema reads

The first of `:=`, `=@` and `=` splits. Of a parameter that is given twice, the last
counts, however it is spelled; only where a list of files is taken, each `=@` adds one.
Nothing is read here: who calls brings the function that reads a file's text.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from limner_registry.parameter import Parameter

_WORD = re.compile(r"(?P<name>.*?)(?P<sign>:=|=@|=)(?P<text>.*)", re.DOTALL)
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class Misspelled(ValueError):
    """A word that can't be read as a parameter; its text says what would be right."""


@dataclass(frozen=True)
class Spelled:
    """A parameter as it was written.

    Attributes:
        name: What stood before the sign.
        text: What stood after it.
        sign: `=`, `:=` or `=@`.
    """

    name: str
    text: str
    sign: Literal["=", ":=", "=@"] = "="


def split(word: str) -> Spelled:
    """Take a word apart.

    Raises:
        Misspelled: It has no sign, or no name before it.
    """
    found = _WORD.fullmatch(word)
    if not found or not found["name"]:
        raise Misspelled(f"{word!r} is no parameter: write name=value, name:=json or name=@file")
    sign: Any = found["sign"]
    return Spelled(found["name"], found["text"], sign)


def arguments(
    spelled: Iterable[Spelled], parameters: Iterable[Parameter], read: Callable[[str], str]
) -> dict[str, Any]:
    """The arguments that were meant.

    Args:
        spelled: What was written, in its order.
        parameters: What the model takes. A name that isn't among them keeps its text, for
            the verdict to refuse.
        read: Gives the text of a file.

    Raises:
        Misspelled: There is broken JSON after a `:=`; or whatever `read` raises.
    """
    known = {parameter.name: parameter for parameter in parameters}
    found: dict[str, Any] = {}
    for one in spelled:
        parameter = known.get(one.name)
        if one.sign == "=@" and _lists_files(parameter):
            found[one.name] = [*_files_so_far(found, one.name), one.text]
        else:
            found[one.name] = _meaning(one, parameter, read)
    return found


def coerced(text: str, types: Sequence[str]) -> Any:
    """The value of the first type, in the schema's order, that accepts a text; strings last.

    Args:
        text: What was written.
        types: JSON's names of types. A text that fits none of them stays what it is.

    Example:
        >>> coerced("7", ("string", "integer")), coerced("null", ("integer", "null"))
        (7, None)
        >>> coerced("42", ("string",)), coerced("many", ("integer",))
        ('42', 'many')
    """
    for kind in types:
        try:
            return _READERS[kind](text.strip())
        except (KeyError, ValueError, RecursionError):
            continue
    return text


def _meaning(one: Spelled, parameter: Parameter | None, read: Callable[[str], str]) -> Any:
    types = parameter.types if parameter else ()
    if one.sign == ":=":
        return _from_json(one)
    if one.sign == "=@" and parameter and parameter.file and "string" in types:
        return one.text
    return coerced(read(one.text) if one.sign == "=@" else one.text, types)


def _from_json(one: Spelled) -> Any:
    try:
        return json.loads(one.text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Misspelled(
            f"what follows {one.name}:= is not JSON: {error or 'it is nested too deep'};"
            f" text is written {one.name}=TEXT"
        ) from None


def _lists_files(parameter: Parameter | None) -> bool:
    element = parameter.element if parameter else None
    return bool(element and element.name == "[]" and element.file and "string" in element.types)


def _files_so_far(found: Mapping[str, Any], name: str) -> list[Any]:
    before = found.get(name)
    return before if isinstance(before, list) else []


def _integer(text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    number = _number(text)
    if number != int(number):
        raise ValueError(text)
    return int(number)


def _number(text: str) -> float:
    if _WHOLE.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text) or not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _null(text: str) -> None:
    if text != "null":
        raise ValueError(text)


def _parsed(kind: type) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value = json.loads(text, parse_constant=_refuse)
        if not isinstance(value, kind):
            raise ValueError(text)  # noqa: TRY004 -- as every other text that doesn't fit
        return value

    return read


def _refuse(constant: str) -> None:
    raise ValueError(f"JSON has no {constant}")


_READERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "null": _null,
    "object": _parsed(dict),
    "array": _parsed(list),
}
"""By type; a string is what is left when none of them accepts the text."""
