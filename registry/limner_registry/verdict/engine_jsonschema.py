"""The verdict of `jsonschema`, where `jsonschema-rs` isn't installed; in tests, its judge."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError, validators
from referencing import Registry

from limner_registry.verdict.faults import Fault
from limner_registry.verdict.patterns import python_pattern
from limner_registry.verdict.rebuild import rebuilt
from limner_registry.verdict.travel import is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner_registry.schema import Schema

_MEMBERS = ("additionalProperties", "unevaluatedProperties")


class Jsonschema:
    r"""An `Engine` over `jsonschema.Draft202012Validator`.

    Aligned with `jsonschema-rs`, which is what 2020-12 says: `multipleOf` is decimal (19.99
    is a multiple of 0.01), `uniqueItems` compares all items, patterns are ECMA-262's, a
    tuple is a list, no `$schema` inside a schema changes the dialect. Members that are
    missing, unknown or false are faults of their own, with their own path.

    What remains: a pattern that Python has no words for is refused when the engine is made,
    `\b` takes a few rare signs for letters that the other doesn't, and a value that is
    nested more deeply than Python's stack allows is refused as `tooDeep`.
    """

    in_order = False

    def __init__(self, schema: Schema) -> None:
        self._originals: dict[int, Schema | None] = {}
        adapted = self._adapted("", schema)
        self._validator = _Validator(adapted, registry=Registry())

    def accepts(self, value: dict[str, Any]) -> bool:
        """Whether nothing is wrong with an object, which surely can travel as JSON too."""
        return is_plain(value) and self.is_valid(value)

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is wrong with a value."""
        try:
            return bool(self._validator.is_valid(value))
        except RecursionError:
            return False

    def faults(self, value: Any) -> list[Fault]:
        """Everything that is wrong with a value."""
        try:
            return [self._fault(error) for error in self._validator.iter_errors(value)]
        except RecursionError:
            return [Fault("tooDeep", (), {}, value)]

    def _adapted(self, keyword: str, schema: Any) -> Any:
        """The schema as `jsonschema` must be given it; whose copy is whose is remembered."""
        if schema is False and keyword not in _MEMBERS:
            # A false schema loses the path of what it refuses; this one doesn't.
            return self._remembered({"not": {}}, None)
        if not isinstance(schema, dict):
            return schema
        new = rebuilt(schema, self._adapted)
        new.pop("$schema", None)
        if isinstance(new.get("pattern"), str):
            new["pattern"] = python_pattern(new["pattern"])
        if isinstance(new.get("patternProperties"), dict):
            new["patternProperties"] = _by_python_patterns(new["patternProperties"])
        return self._remembered(new, schema)

    def _remembered(self, new: Schema, original: Schema | None) -> Schema:
        self._originals[id(new)] = original
        return new

    def _fault(self, error: ValidationError) -> Fault:
        path = tuple(error.absolute_path)
        schema: Any = error.schema
        original = self._originals.get(id(schema), schema)
        if original is None:
            return Fault("false", path, {}, error.instance)
        keyword = str(error.schema_path[-1])
        if keyword == "propertyNames":
            return Fault(keyword, path, {}, path[-1])
        return Fault(keyword, path, original, error.instance, self._branches(error, original))

    def _branches(self, error: ValidationError, schema: Schema) -> tuple[tuple[Fault, ...], ...]:
        if error.validator not in {"anyOf", "oneOf"}:
            return ()
        branches: list[list[Fault]] = [[] for _ in schema[str(error.validator)]]
        for inner in error.context:
            branches[int(inner.schema_path[0])].append(self._fault(inner))
        return tuple(map(tuple, branches))


def _by_python_patterns(schemas: dict[str, Any]) -> dict[str, Any]:
    new: dict[str, Any] = {}
    for pattern, schema in schemas.items():
        name = python_pattern(pattern)
        while name in new:
            name += "(?:)"
        new[name] = schema
    return new


def _required(validator: Any, names: list[str], value: Any, _schema: Schema) -> Iterator[Any]:
    if validator.is_type(value, "object"):
        yield from _missing(names, value)


def _dependent(
    validator: Any, names: dict[str, list[str]], value: Any, _schema: Schema
) -> Iterator[Any]:
    if validator.is_type(value, "object"):
        for name in names.keys() & value.keys():
            yield from _missing(names[name], value)


def _missing(names: Iterable[str], value: dict[str, Any]) -> Iterator[Any]:
    for name in names:
        if name not in value:
            yield ValidationError("", path=(name,), instance=None)


def _additional(validator: Any, others: Any, value: Any, schema: Schema) -> Iterator[Any]:
    if not validator.is_type(value, "object"):
        return
    patterns = schema.get("patternProperties", {})
    for name in value.keys() - schema.get("properties", {}).keys():
        if any(re.search(pattern, name) for pattern in patterns):
            continue
        if others is False:
            yield ValidationError("", path=(name,), instance=value[name])
        else:
            yield from validator.descend(value[name], others, path=name)


def _unevaluated(validator: Any, others: Any, value: Any, schema: Schema) -> Iterator[Any]:
    noting = _Noting(validator)
    for _ in Draft202012Validator.VALIDATORS["unevaluatedProperties"](
        noting, others, value, schema
    ):
        for name in noting.names:
            yield ValidationError("", path=(name,), instance=value[name])


class _Noting:
    """A validator that notes the members in which something was wrong.

    `jsonschema` says which members nothing has evaluated in words only.
    """

    def __init__(self, validator: Any) -> None:
        self._validator = validator
        self.names: list[str] = []

    def descend(self, value: Any, schema: Any, path: Any = None, **options: Any) -> Iterator[Any]:
        errors = list(self._validator.descend(value, schema, path=path, **options))
        if errors and path is not None:
            self.names.append(path)
        return iter(errors)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._validator, name)


def _property_names(validator: Any, names: Any, value: Any, _schema: Schema) -> Iterator[Any]:
    if validator.is_type(value, "object"):
        judge = validator.evolve(schema=names)
        for name in value:
            if not judge.is_valid(name):
                yield ValidationError("", path=(name,), instance=name)


def _multiple_of(validator: Any, step: float, value: Any, _schema: Schema) -> Iterator[Any]:
    if validator.is_type(value, "number") and _exact(value) % _exact(step):
        yield ValidationError("")


def _exact(number: float) -> Fraction:
    """The number that is written, not the binary one next to it."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def _unique(validator: Any, wanted: Any, value: Any, _schema: Schema) -> Iterator[Any]:
    if not wanted or not validator.is_type(value, "array"):
        return
    if len(set(map(_hashable, value))) < len(value):
        yield ValidationError("")


def _hashable(value: Any) -> Any:
    """Equal where JSON values are: 1 and 1.0 are the same, 1 and true aren't."""
    if isinstance(value, dict):
        return "object", frozenset((name, _hashable(item)) for name, item in value.items())
    if isinstance(value, list | tuple):
        return "array", tuple(map(_hashable, value))
    return isinstance(value, bool), value


_Validator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "additionalProperties": _additional,
        "dependentRequired": _dependent,
        "multipleOf": _multiple_of,
        "propertyNames": _property_names,
        "required": _required,
        "unevaluatedProperties": _unevaluated,
        "uniqueItems": _unique,
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "array", lambda _, value: isinstance(value, list | tuple)
    ),
)
