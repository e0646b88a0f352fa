"""The reference as its first renderer wrote it, byte for byte.

What that renderer did is known from its one document alone. Where the document leaves
a choice open, the code says so. The flaws are part of it; `full` mends them.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import as_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CUT = 100
"""The most characters of a description in a table; any number from 91 to 102 would fit."""


def render(documents: Iterable[Mapping[str, Any]]) -> str:
    """The models, in the code-point order of their printed names.

    Every line ends in a line feed, and the last section in a ruler and an empty line.
    """
    models = [(_name(document["endpoint_id"]), document["input"]) for document in documents]
    lines = ["# Model Parameter Reference", f"Generated from {len(models)} model schemas", "---"]
    for name, schema in sorted(models, key=itemgetter(0)):
        lines += _section(name, schema)
    return "\n".join(lines) + "\n"


def _name(endpoint_id: str) -> str:
    """Not the id, but a file's name: only its first two slashes are left."""
    return "/".join(part.replace("/", "_") for part in endpoint_id.split("/", 2))


def _section(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    """Headings have no empty line below; a list or table without entries isn't there.

    The properties keep their order in the schema, whatever the order of `required`.
    """
    properties = {key: as_schema(one) for key, one in schema.get("properties", {}).items()}
    needed = {key for key in properties if key in schema.get("required", ())}
    yield f"## {name}"
    yield f"**Parameters**: {len(properties)} total, {len(needed)} required"
    yield ""
    if needed:
        yield "### Required Parameters"
        yield from (_item(key, one) for key, one in properties.items() if key in needed)
        yield ""
    if len(properties) > len(needed):
        yield "### Optional Parameters"
        yield "| Parameter | Type | Default | Description |"
        yield "|-----------|------|---------|-------------|"
        yield from (_row(key, one) for key, one in properties.items() if key not in needed)
        yield ""
    yield "---"
    yield ""


def _item(name: str, schema: Mapping[str, Any]) -> str:
    """A list's entry has the whole description: whether it is ever cut can't be known."""
    description = schema.get("description", "")
    return f"- **`{name}`** (`{_type(schema)}`)" + (f": {description}" if description else "")


def _row(name: str, schema: Mapping[str, Any]) -> str:
    """Nothing is escaped or trimmed: line feeds, indentation and pipes stand as they are."""
    description = schema.get("description", "")
    shown = description[:CUT] + "..." if len(description) > CUT else description
    return f"| `{name}` | {_type(schema)} | {_default(schema)} | {shown} |"


def _type(schema: Mapping[str, Any]) -> str:
    """What the schema's own top level says: no reference is followed, no choice is listed."""
    if "anyOf" in schema:
        return " | ".join(_stated(as_schema(member)) or "?" for member in schema["anyOf"])
    if schema.get("type") == "array":
        items = as_schema(schema.get("items"))
        return f"array<{items.get('$ref', '').rsplit('/', 1)[-1] or _stated(items) or '?'}>"
    return _stated(schema) + _range(schema)


def _stated(schema: Mapping[str, Any]) -> str:
    """The `type`, or nothing; a list of types, which the document has none of, like a choice."""
    kind = schema.get("type", "")
    return kind if isinstance(kind, str) else " | ".join(kind)


def _range(schema: Mapping[str, Any]) -> str:
    """Both bounds as they are written; a single or an exclusive one isn't shown."""
    if "minimum" in schema and "maximum" in schema:
        return f" ({schema['minimum']}-{schema['maximum']})"
    return ""


def _default(schema: Mapping[str, Any]) -> str:
    """The default as Python prints it; `null`, which the document has none of, like none."""
    default = schema.get("default")
    return "-" if default is None else f"`{default}`"
