"""Values and their types as JSON has them, and text on one line."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limner_registry.schema import Schema

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def json_text(value: Any) -> str:
    """A value in JSON notation, on one line, without anything that steers a terminal."""
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return repr(value)
    text = _ENCODER.encode(value)
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str) -> str:
    """A text with its lines joined, its indentation gone, and nothing that steers a terminal."""
    printable = _UNPRINTABLE.sub(lambda match: match[0] if match[0].isspace() else "", text)
    return " ".join(printable.split())


def json_type(value: Any) -> str:
    """The JSON type of a value; a whole number is an `integer`."""
    return _TYPES.get(type(value), "object")


def choices_of(schema: Schema) -> tuple[Any, ...] | None:
    """The values that `enum` or `const` allow; None if there is neither."""
    if "const" in schema:
        return (schema["const"],)
    values = schema.get("enum")
    return tuple(values) if isinstance(values, list) else None


def types_of(schema: Schema) -> tuple[str, ...]:
    """The JSON types that a plain schema allows, in its order; empty if any will do.

    Where no type is stated it follows from the choices, or from what a keyword is about.
    """
    choices, stated = choices_of(schema), schema.get("type")
    types = [stated] if isinstance(stated, str) else stated
    if not isinstance(types, list):
        types = [json_type(value) for value in choices or ()] or _implied(schema)
    elif choices is not None and None not in choices:
        types = [name for name in types if name != "null"]
    return tuple(dict.fromkeys(name for name in types if isinstance(name, str)))


def _implied(schema: Schema) -> list[str]:
    keywords = {"properties": "object", "items": "array", "prefixItems": "array"}
    return [name for keyword, name in keywords.items() if keyword in schema]


_TYPES = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
}
