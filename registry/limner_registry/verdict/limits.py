"""The limits of numbers, texts and lists: how a broken one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from limner_registry.verdict.wording import shown

if TYPE_CHECKING:
    from limner_registry.schema import Schema

_NUMBER = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
_SIZES = {"array": ("minItems", "maxItems"), "string": ("minLength", "maxLength")}
_PARTS = {"array": "item", "string": "character"}

LIMITS = {
    "minimum": ("greater_than_equal", "too small", "number"),
    "exclusiveMinimum": ("greater_than", "too small", "number"),
    "maximum": ("less_than_equal", "too large", "number"),
    "exclusiveMaximum": ("less_than", "too large", "number"),
    "multipleOf": ("multiple_of", "not a multiple of {}", "number"),
    "minItems": ("sequence_too_short", "too short", "array"),
    "maxItems": ("sequence_too_long", "too long", "array"),
    "minLength": ("string_too_short", "too short", "string"),
    "maxLength": ("string_too_long", "too long", "string"),
}
"""By keyword: the code of an issue, the complaint, and the type that it is about."""


class Limit(NamedTuple):
    """What is said of a value that breaks one limit of a schema.

    Attributes:
        code: The issue's code.
        complaint: What is wrong with it: `too large`.
        taken: What the schema takes, in words.
        allowed: All limits of its kind that the schema has.
        part: What is counted, `item` or `character`; None for a number.
    """

    code: str
    complaint: str
    taken: str
    allowed: dict[str, Any]
    part: str | None


def limit_of(keyword: str, schema: Schema, taken: str) -> Limit:
    """What is said of a value that breaks the limit that a keyword of a schema sets.

    Args:
        keyword: One of `LIMITS`.
        schema: The schema, which has it.
        taken: What the schema takes, in words.
    """
    code, complaint, kind = LIMITS[keyword]
    related = _SIZES.get(kind, _NUMBER)
    allowed = {other: schema[other] for other in related if other in schema}
    return Limit(code, complaint.format(shown(schema[keyword])), taken, allowed, _PARTS.get(kind))
