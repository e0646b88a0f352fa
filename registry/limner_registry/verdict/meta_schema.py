"""What the meta-schema of JSON Schema 2020-12 says of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.issue import pointer

if TYPE_CHECKING:
    from limner_registry.schema import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def is_schema(schema: Schema) -> bool:
    """Whether a schema surely is a valid one; always False where `jsonschema-rs` is absent."""
    if not isinstance(schema.get("$schema", DIALECT), str):
        return False
    try:
        from jsonschema_rs import meta

        return meta.is_valid({**schema, "$schema": DIALECT})
    except (ImportError, ValueError, RecursionError):
        return False


def schema_fault(schema: Schema) -> tuple[str, str] | None:
    """The worst thing that is wrong: its JSON pointer in the schema, and what; None if nothing is.

    `jsonschema-rs` says whether there is something; `jsonschema`, which is slow, says what.
    """
    if is_schema(schema):
        return None
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    fault = best_match(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema))
    return (pointer(*fault.absolute_path), fault.message) if fault else None
