"""The verdict of `jsonschema-rs`, the engine in use wherever it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator

from limner_registry.faults import Fault
from limner_registry.rebuild import rebuilt
from limner_registry.schema import Schema, subschemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jsonschema_rs import ValidationError

_MEMBERS = ("additionalProperties", "unevaluatedProperties")


class JsonschemaRs:
    """An `Engine` over `jsonschema_rs.Draft202012Validator`.

    One thing is aligned: it would still apply `dependencies`, which 2020-12 has replaced.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        old = any("dependencies" in part for part in subschemas(schema))
        self._validator = Draft202012Validator(
            _without_dependencies("", schema) if old else schema, offline=True
        )
        self.is_valid = self._validator.is_valid

    def faults(self, value: Any) -> list[Fault]:
        """Everything that is wrong with a value."""
        errors = self._validator.iter_errors(value)
        return [fault for error in errors for fault in self._faults(error, value)]

    def _faults(self, error: ValidationError, value: Any) -> Iterator[Fault]:
        name, path, kind = error.kind.name, tuple(error.instance_path), error.kind.as_dict()
        if name == "falseSchema":
            yield Fault("false", path, {}, _at(value, path))
            return
        if name == "propertyNames":
            wrong = kind["error"].instance
            yield Fault(name, (*path, wrong), {}, wrong)
            return
        # `error.kind.name` is `required` for `dependentRequired` too, and `contains` for
        # `minContains`; the path in the schema tells which.
        *steps, keyword = error.schema_path
        keyword = name if name == "contains" else str(keyword)
        schema = _at(self._schema, steps)
        if name == "required":
            yield Fault(keyword, (*path, kind["property"]), schema)
        elif keyword in _MEMBERS:
            for member in kind["unexpected"]:
                yield Fault(keyword, (*path, member), schema, _at(value, (*path, member)))
        else:
            yield Fault(keyword, path, schema, _at(value, path), self._branches(kind, value))

    def _branches(self, kind: dict[str, Any], value: Any) -> tuple[tuple[Fault, ...], ...]:
        return tuple(
            tuple(fault for error in branch for fault in self._faults(error, value))
            for branch in kind.get("context", ())
        )


def _at(place: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        place = place[step]
    return place


def _without_dependencies(_keyword: str, schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key != "dependencies"}
    return rebuilt(kept, _without_dependencies)
