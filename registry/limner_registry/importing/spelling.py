"""What OpenAPI 3.0 and older drafts spell differently, in the words of JSON Schema 2020-12.

A document's label doesn't tell which of them it speaks: fal's say 3.0.4 and mix both. So
each old spelling is understood wherever it stands, and none of them means anything else in
2020-12. `nullable` is taken as its authors mean it: `null` is one of the choices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner_registry.importing.report import Place, Report
    from limner_registry.schema import Schema

ORDER = "x-fal-order-properties"
"""fal's order of an object's members. It is followed, and dropped, for it says no more then."""

_OF_THE_WHOLE = frozenset({"default", "deprecated", "description", "examples", "title"})


def modern(schema: Schema, place: Place, report: Report) -> Schema:
    """A schema with its own keywords in the words of 2020-12; those inside it are left.

    `nullable` stays: see `or_null`.
    """
    schema = dict(schema)
    for rewrite in _REWRITES:
        rewrite(schema, place, report)
    return schema


def or_null(schema: Schema) -> Schema:
    """A translated schema that takes null as well, wherever it said that it doesn't."""
    schema, types = dict(schema), schema.get("type")
    if isinstance(types, str | list):
        stated = [types] if isinstance(types, str) else types
        schema["type"] = types if "null" in stated else [*stated, "null"]
        return _choosing_null(schema)
    branches = schema.get("anyOf")
    if isinstance(branches, list) and not _limits(schema) - {"anyOf"}:
        schema["anyOf"] = branches if any(map(_takes_null, branches)) else [*branches, _NULL]
        return schema
    if not _limits(schema):
        return schema
    inner = {key: value for key, value in schema.items() if key not in _OF_THE_WHOLE}
    outer = {key: value for key, value in schema.items() if key in _OF_THE_WHOLE}
    return {"anyOf": [inner, _NULL], **outer}


_NULL = {"type": "null"}


def _limits(schema: Schema) -> set[str]:
    return {key for key in schema if key not in _OF_THE_WHOLE and not key.startswith("x-")}


def _takes_null(branch: Any) -> bool:
    return branch is True or (isinstance(branch, dict) and "null" in _listed(branch.get("type")))


def _listed(types: Any) -> list[Any]:
    return types if isinstance(types, list) else [types]


def _choosing_null(schema: Schema) -> Schema:
    if "const" in schema and schema["const"] is not None:
        schema["enum"] = [schema.pop("const")]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    others = _limits(schema) & {"$ref", "allOf", "anyOf", "oneOf"}
    if not others:
        return schema
    beside = {key: schema.pop(key) for key in others}
    return {**schema, "anyOf": [beside, _NULL]}


def _ordered(schema: Schema, place: Place, report: Report) -> None:
    order, properties = schema.pop(ORDER, None), schema.get("properties")
    if not isinstance(order, list) or not isinstance(properties, dict):
        return
    listed = [name for name in order if isinstance(name, str)]
    schema["properties"] = {
        **{name: properties[name] for name in listed if name in properties},
        **properties,
    }
    if lost := [name for name in dict.fromkeys(listed) if name not in properties]:
        sentence = f"it lists members that aren't described, so they are unknown: {lost}."
        report.note((*place, ORDER), sentence)


def _exemplified(schema: Schema, _place: Place, _report: Report) -> None:
    if "example" in schema:
        one, several = schema.pop("example"), schema.get("examples", [])
        if isinstance(several, list) and one not in several:
            schema["examples"] = [*several, one]


def _bounded(schema: Schema, place: Place, report: Report) -> None:
    for word, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if not isinstance(schema.get(word), bool):
            continue
        excluded = schema.pop(word)
        if excluded and bound in schema:
            schema[word] = schema.pop(bound)
        elif excluded:
            report.note((*place, word), f"removed, for there is no {bound} that it excludes.")


def _in_order(schema: Schema, place: Place, report: Report) -> None:
    if isinstance(items := schema.get("items"), list):
        report.note((*place, "items"), "a list of schemas; it is `prefixItems` in 2020-12.")
        del schema["items"]
        if items:
            schema["prefixItems"] = items
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")


def _demanding(schema: Schema, place: Place, report: Report) -> None:
    """`required` beside a member's own keywords, as draft 3 had it."""
    properties = schema.get("properties")
    members = properties if isinstance(properties, dict) else {}
    for name, inside in members.items():
        if not isinstance(inside, dict) or not isinstance(inside.get("required"), bool):
            continue
        report.note((*place, "properties", name, "required"), "read as a word of the object's.")
        plain = {key: value for key, value in inside.items() if key != "required"}
        schema["properties"] = {**schema["properties"], name: plain}
        listed = schema.get("required") or []
        if inside["required"] and isinstance(listed, list):
            schema["required"] = [*listed, *([] if name in listed else [name])]


_REWRITES: tuple[Callable[[Schema, Place, Report], None], ...] = (
    _ordered,
    _exemplified,
    _bounded,
    _in_order,
    _demanding,
)
