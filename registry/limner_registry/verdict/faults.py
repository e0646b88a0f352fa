"""What a schema finds wrong with a value, whichever engine says so.

Two engines stand behind one small interface: `jsonschema-rs`, and `jsonschema` where the
first isn't installed. They agree on every value that JSON can say; what had to be aligned,
and what couldn't be, is told where each is. Neither is imported before one is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from limner_registry.schema import Schema


class Fault(NamedTuple):
    """One keyword of one schema that a value, or a member of it, doesn't satisfy.

    Attributes:
        keyword: The keyword; `false` for the schema that nothing satisfies, `tooDeep`
            if the value is nested too deeply for the engine.
        path: Names and indices that lead to the faulty member. For a missing one it is
            where it should be, for one too many (`additionalProperties`,
            `unevaluatedProperties`) and a wrong name (`propertyNames`) where it is.
        schema: The schema that holds the keyword, as the engine was given it; empty for
            `false` and `tooDeep`.
        value: What stands at `path`; None for a missing member.
        branches: For `anyOf` and `oneOf`, what each branch finds wrong, in their order;
            a branch of `oneOf` that finds nothing is one of several that fit.
    """

    keyword: str
    path: tuple[str | int, ...]
    schema: Schema
    value: Any = None
    branches: tuple[tuple[Fault, ...], ...] = ()


class Engine(Protocol):
    """A schema made ready to judge JSON values: dict, list or tuple, str, int, float, ...

    The first time that it is asked, or when it is made, it raises a `ValueError` if it has a
    pattern that can't be read. `jsonschema-rs` refuses whatever else isn't a valid schema too,
    `jsonschema` doesn't look.
    """

    @property
    def in_order(self) -> bool:
        """Whether faults come in the order of the value's members, missing ones last, each once.

        Those at one place come in the order of their codes.
        """

    def __init__(self, schema: Schema) -> None:
        """Make a schema ready."""

    def accepts(self, value: dict[str, Any]) -> bool:
        """Whether nothing is wrong with an object of anything, which can travel as JSON too.

        A quick look: False, a `TypeError` and a `ValueError` mean that a closer one is needed.
        """

    def is_valid(self, value: Any) -> bool:
        """Whether nothing is wrong with a value."""

    def faults(self, value: Any) -> list[Fault]:
        """Everything that is wrong with a value."""


def engine_for(schema: Schema) -> Engine:
    """The faster engine that is installed, made ready for a schema."""
    try:
        from limner_registry.verdict.engine_jsonschema_rs import JsonschemaRs
    except ImportError:
        from limner_registry.verdict.engine_jsonschema import Jsonschema

        return Jsonschema(schema)
    return JsonschemaRs(schema)
