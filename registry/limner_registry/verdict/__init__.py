"""The verdict: what the schema says of arguments, or of a result, and everything it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from limner_registry.verdict.faults import Engine, engine_for
from limner_registry.verdict.travel import is_plain

if TYPE_CHECKING:
    from limner_registry.issue import Issue
    from limner_registry.schema import Schema
    from limner_registry.verdict.telling import Teller


class Verdict:
    """The verdict of JSON Schema 2020-12 on values of one schema; built on first use.

    An input schema is closed first (see `limner_registry.verdict.closing`). What can't travel as
    JSON is refused at its place: NaN and infinities (`not_a_number`), lone surrogates
    (`not_unicode`), names that aren't text and Python objects that `json.dumps` wouldn't
    take (`type`), more than 100 levels or a circle (`too_deep`). A tuple counts as a list;
    the arguments themselves may be any mapping. Nothing is coerced, changed or filled in,
    and formats are not asserted. It may be used by several threads at once.

    Args:
        schema: The schema, as its document has it; it mustn't change from then on.
        closing: Whether it is an input schema, which is closed, or is taken as it is.
        engine: What makes an engine of the closed schema; the default is the fastest one.

    Example:
        >>> verdict = Verdict({"properties": {"steps": {"type": "integer", "maximum": 50}}})
        >>> [issue.message for issue in verdict.check({"steps": 99})]
        ['99 is too large: steps takes a whole number of at most 50']
        >>> verdict.check({"steps": 28})
        ()
    """

    def __init__(
        self,
        schema: Schema,
        *,
        closing: bool = True,
        engine: Callable[[Schema], Engine] = engine_for,
    ) -> None:
        self._schema = schema
        self._closing = closing
        self._make_engine = engine

    @classmethod
    def on_arguments(cls, schema: Schema) -> Verdict:
        """The verdict on arguments: names that the schema doesn't know are refused."""
        return cls(schema)

    @classmethod
    def on_results(cls, schema: Schema) -> Verdict:
        """The verdict on results: open to new fields, as the schema is."""
        return cls(schema, closing=False)

    @cached_property
    def closed(self) -> Schema:
        """The schema that the verdict is of: read it, don't change it."""
        from limner_registry.verdict.closing import close

        return close(self._schema) if self._closing else self._schema

    @cached_property
    def _engine(self) -> Engine:
        return self._make_engine(self.closed)

    def check(self, arguments: Mapping[str, Any]) -> tuple[Issue, ...]:
        """Everything that is wrong with arguments, in their own order; nothing if all is right.

        What is refused because it can't travel counts as `null` for everything else.

        Raises:
            ValueError: The schema isn't one, or has a pattern that can't be read.
        """
        accepts = self._accepts
        try:
            if type(arguments) is dict and accepts(arguments):
                return ()
        except (TypeError, ValueError):
            pass  # something in them isn't JSON: `_issues` finds it
        return self._issues(arguments)

    @cached_property
    def _accepts(self) -> Callable[[dict[str, Any]], bool]:
        return self._engine.accepts

    def _issues(self, arguments: Any) -> tuple[Issue, ...]:
        value, refused = (arguments, []) if is_plain(arguments) else self._crossing(arguments)
        return self._teller.told(value, refused)

    def _crossing(self, arguments: Any) -> tuple[Any, list[Issue]]:
        from limner_registry.verdict.crossing import as_json

        is_view = isinstance(arguments, Mapping) and not isinstance(arguments, dict)
        return as_json(dict(arguments) if is_view else arguments)

    @cached_property
    def _teller(self) -> Teller:
        from limner_registry.verdict.telling import Teller

        return Teller(self._engine, self.closed)
