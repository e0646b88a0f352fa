"""The verdict of `jsonschema-rs`, the engine in use wherever it is installed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator

from limner_registry.schema import ONE, Schema, subschemas
from limner_registry.verdict.faults import Engine, Fault
from limner_registry.verdict.meta_schema import is_schema
from limner_registry.verdict.narrowing import Narrowing, can_narrow
from limner_registry.verdict.rebuild import rebuilt
from limner_registry.verdict.travel import is_plain
from limner_registry.verdict.vouching import vouching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jsonschema_rs import ValidationError

_MEMBERS = ("additionalProperties", "unevaluatedProperties")
_LOST = re.compile(r"\+?\d*")


class JsonschemaRs:
    """An `Engine` over `jsonschema_rs.Draft202012Validator`.

    Faults are found by `Narrowing` where the schema allows it; elsewhere its errors are read.
    Two things are aligned. It would still apply `dependencies`, which 2020-12 has replaced.
    And the paths of its errors lose empty names and take `01` for an index; where there are
    such names, `jsonschema` is asked what is wrong.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    @cached_property
    def in_order(self) -> bool:
        """Whether faults come in the order of the value's members: where they are narrowed."""
        return can_narrow(self._schema)

    @cached_property
    def accepts(self) -> Callable[[dict[str, Any]], bool]:
        """Whether nothing is wrong with an object, which surely can travel as JSON too."""
        sound = self.in_order and is_schema(self._schema)
        strict = vouching(self._schema) if sound else None
        if strict is None:
            is_valid = self.is_valid
            return lambda value: is_plain(value) and is_valid(value)
        return Draft202012Validator(strict, offline=True).is_valid

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Whether nothing is wrong with a value."""
        return self._validator.is_valid

    def faults(self, value: Any) -> list[Fault]:
        """Everything that is wrong with a value."""
        found = self._narrowing.faults(value) if self._narrowing else []
        return found or self._read(value)

    @cached_property
    def _validator(self) -> Draft202012Validator:
        schema = self._schema
        if not self.in_order and any("dependencies" in part for part in subschemas(schema)):
            schema = _without_dependencies("", schema)
        return Draft202012Validator(schema, offline=True)

    @cached_property
    def _narrowing(self) -> Narrowing | None:
        return Narrowing(self._schema) if self.in_order else None

    def _read(self, value: Any) -> list[Fault]:
        """The faults that its errors tell of."""
        if self._loses_names or _loses_names(value):
            return self._other.faults(value)
        errors = self._validator.iter_errors(value)
        return [fault for error in errors for fault in self._faults(error, value)]

    @cached_property
    def _loses_names(self) -> bool:
        return _loses_names(self._schema)

    @cached_property
    def _other(self) -> Engine:
        from limner_registry.verdict.engine_jsonschema import Jsonschema

        return Jsonschema(self._schema)

    def _faults(self, error: ValidationError, value: Any) -> Iterator[Fault]:
        name, path, kind = error.kind.name, tuple(error.instance_path), error.kind.as_dict()
        # `error.kind.name` is `required` for `dependentRequired` too, and `contains` for
        # `minContains`; the path in the schema tells which.
        *steps, last = error.schema_path or [name]
        keyword = name if name in {"contains", "propertyNames"} else str(last)
        ends = _ends_in_a_keyword(error.schema_path)
        if keyword == "propertyNames" and (name == keyword or ends):
            wrong = [kind["error"].instance] if "error" in kind else _at(value, path)
            yield from (Fault(keyword, (*path, one), {}, one) for one in wrong)
        elif name == "required":
            yield Fault(keyword, (*path, kind["property"]), _at(self._schema, steps))
        elif keyword in _MEMBERS and ends:
            for member in kind.get("unexpected", _at(value, path)):
                there = (*path, member)
                yield Fault(keyword, there, _at(self._schema, steps), _at(value, there))
        elif name == "falseSchema":
            yield Fault("false", path, {}, _at(value, path))
        else:
            schema, branches = _at(self._schema, steps), self._branches(kind, value)
            yield Fault(keyword, path, schema, _at(value, path), branches)

    def _branches(self, kind: dict[str, Any], value: Any) -> tuple[tuple[Fault, ...], ...]:
        return tuple(
            tuple(fault for error in branch for fault in self._faults(error, value))
            for branch in kind.get("context", ())
        )


def _at(place: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        place = place[step]
    return place


def _ends_in_a_keyword(steps: Sequence[str | int]) -> bool:
    """Whether the last step of a path in a schema is a keyword, not a property of that name."""
    while len(steps) > 1:
        steps = steps[1 if steps[0] in ONE else 2 :]
    return bool(steps)


def _loses_names(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_LOST.fullmatch, value)) or any(map(_loses_names, value.values()))
    return isinstance(value, list | tuple) and any(map(_loses_names, value))


def _without_dependencies(_keyword: str, schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key != "dependencies"}
    return rebuilt(kept, _without_dependencies)
