"""How to call a model: the shortest call that its input allows, for a shell and in Python."""

from __future__ import annotations

import keyword
import re
import shlex
from typing import TYPE_CHECKING, Any

from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.parameter import Parameter

ELLIPSIS = "..."
"""What stands for a text of the caller's."""

FILES = {"image": "photo.png", "video": "clip.mp4", "audio": "sound.wav", "file": "model.bin"}
"""What stands for a file of the caller's, by kind."""

MANY = 8
"""How many elements of a list are written out at most."""

_PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def command(endpoint_id: str, parameters: Iterable[Parameter]) -> str:
    """The command line: `limner run fal-ai/flux/dev prompt="..."`."""
    options = (_option(parameter) for parameter in parameters if parameter.required)
    return " ".join(["limner run", _quoted(endpoint_id), *options])


def python(endpoint_id: str, parameters: Iterable[Parameter]) -> str:
    """The call in Python: `limner.run("fal-ai/flux/dev", prompt="...")`."""
    needed = {one.name: _python(example(one)) for one in parameters if one.required}
    named = [f"{name}={value}" for name, value in needed.items() if _is_argument(name)]
    odd = [f"{json_text(k)}: {value}" for k, value in needed.items() if not _is_argument(k)]
    rest = [f"**{{{', '.join(odd)}}}"] if odd else []
    return f"limner.run({', '.join([json_text(endpoint_id), *named, *rest])})"


def example(parameter: Parameter) -> Any:
    """A value that a parameter takes, with a stand-in for a text or file of the caller's."""
    if parameter.choices:
        return parameter.choices[0]
    if parameter.default is not None:
        return parameter.default
    kind = next((kind for kind in parameter.types if kind != "null"), None)
    if kind in {"integer", "number"}:
        return _number(parameter)
    if kind == "array":
        count = int(min(max(parameter.bounds.min_items or 1, 1), MANY))
        return [example(parameter.element) if parameter.element else ELLIPSIS] * count
    if kind == "object":
        own = [one for one in parameter.members if len(one.path) == len(parameter.path) + 1]
        return {member.name: example(member) for member in own if member.required}
    return True if kind == "boolean" else FILES.get(parameter.file or "", ELLIPSIS)


def _number(parameter: Parameter) -> float:
    """The least number that the bounds allow; one, where they have no lower end."""
    bounds = parameter.bounds
    above = None if bounds.exclusive_minimum is None else bounds.exclusive_minimum + 1
    ends = (bounds.minimum, above, bounds.multiple_of)
    least = next((end for end in ends if end is not None), 1)
    return least if bounds.maximum is None else min(least, bounds.maximum)


def _option(parameter: Parameter) -> str:
    value = example(parameter)
    if isinstance(value, str) and value == FILES.get(parameter.file or ""):
        return _word(f"{parameter.name}=@", value)
    if _survives_as_text(value, set(parameter.types) - {"null"}):
        return _word(f"{parameter.name}=", value if isinstance(value, str) else json_text(value))
    return _word(f"{parameter.name}:=", json_text(value))


def _survives_as_text(value: Any, types: set[str]) -> bool:
    """Whether `name=value` can only mean this value; `name:=json` is for the others."""
    if isinstance(value, str):
        return types == {"string"} and value.isprintable() and not value.startswith("@")
    scalar = bool(types) and types <= {"boolean", "integer", "number"}
    return scalar and isinstance(value, (bool, int, float))


def _word(name: str, value: str) -> str:
    return f"{name}{_quoted(value)}" if _PLAIN.fullmatch(name) else shlex.quote(name + value)


def _quoted(value: str) -> str:
    """A word of a POSIX shell's; double quotes where they do, for they read best."""
    if _PLAIN.fullmatch(value) and not value.startswith("."):
        return value
    return shlex.quote(value) if re.search(r'["$`\\!]', value) else f'"{value}"'


def _is_argument(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _python(value: Any) -> str:
    """A JSON value as Python's source has it, with double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json_text(k)}: {_python(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_python, value))}]"
    return json_text(value) if isinstance(value, str) else repr(value)
