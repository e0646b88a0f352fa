"""Strategies of whole schemas, and of the arguments and results of models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from limner_registry.strategies import broken as breaking, edges as edging
from limner_registry.strategies.drawing import Drawing
from limner_registry.strategies.errors import Impossible
from limner_registry.strategies.standing import standing_alone
from limner_registry.verdict.closing import close

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from limner_registry.model import Model
    from limner_registry.schema import Schema
    from limner_registry.strategies.broken import Broken
    from limner_registry.strategies.edges import Edge

T = TypeVar("T")


def from_schema(
    schema: Schema | bool,  # noqa: FBT001 -- true and false are schemas
    *,
    root: Schema | None = None,
    closed: bool = True,
) -> SearchStrategy[Any]:
    """Values that satisfy a schema of JSON Schema 2020-12, edges of its rules among them.

    Files are drawn as https and data URLs, numbers with and without a point, texts of any
    script. Definitions that contain themselves are entered three times at most, or as often
    as it takes to come to an end.

    Args:
        schema: The schema; it mustn't change from then on.
        root: The document that it is a part of, in which its references lead; by default
            it is one itself.
        closed: Whether it is closed as the verdict closes an input: objects that list their
            members have no others.

    Raises:
        UnsatisfiableSchema: Nothing satisfies it.
        NotDrawable: It has a reference that leads out of it, or a pattern that Python has
            no words for.
    """
    return _told(lambda: _values(_drawing(schema, root, closed=closed)))


def arguments(model: Model) -> SearchStrategy[dict[str, Any]]:
    """Arguments that a model takes; raises what `from_schema` does."""
    return _told(lambda: _values(_of_arguments(model)))


def results(model: Model) -> SearchStrategy[dict[str, Any]]:
    """Results that a model may give, at times with fields that its schema doesn't know.

    Raises what `from_schema` does.
    """
    return _told(lambda: _values(_drawing(model.output, None, closed=False)))


def invalid_arguments(model: Model) -> SearchStrategy[Broken]:
    """Arguments with exactly one thing changed that a model doesn't take, and what that is.

    Every rule of every place is broken as often as any other: bounds by the smallest step and
    by more, types, choices, lengths, names that are missing, misspelt or unknown, however
    deep inside. Rules that hold under a condition or in one of several objects, and those that
    compare (`not`, `contains`, `propertyNames`, ...), are broken too where the issue that the
    verdict gives is the one that was foretold; arguments are drawn anew for these.

    Raises:
        UnsatisfiableSchema: Nothing satisfies the input's schema, so that nothing can be changed.
        NotDrawable: There is no rule that can be broken, or as of `from_schema`.
    """
    return _told(lambda: breaking.broken(_of_arguments(model)))


def boundary_arguments(model: Model) -> tuple[Edge, ...]:
    """Every edge of every parameter of a model, on both sides; the same list each time.

    Valid ones are the least and the greatest number, every choice, null, both truths, the
    shortest and the longest text and list, each optional parameter alone, and none of them.
    The others are what is just outside. Raises what `invalid_arguments` does.
    """
    return _told(lambda: edging.edges(_of_arguments(model)))


def every_breach(model: Model) -> tuple[Broken, ...]:
    """Every way that `invalid_arguments` has to break each rule of each place, once.

    What goes further and further beyond a rule (a longer text, a greater number) ends after
    some steps. It is the same list each time; raises what `invalid_arguments` does.
    """
    return _told(lambda: tuple(breaking.every_breach(_of_arguments(model))))


def _of_arguments(model: Model) -> Drawing:
    return _drawing(model.input, None, closed=True)


def _drawing(schema: Any, root: Schema | None, *, closed: bool) -> Drawing:
    if not isinstance(schema, dict):
        schema = {} if schema else {"not": {}}
    if root is not None:
        schema = standing_alone((schema,), root)
    return Drawing(close(schema) if closed else schema)


def _values(drawing: Drawing) -> SearchStrategy[Any]:
    return drawing.values(drawing.root, drawing.depth)


def _told(make: Callable[[], T]) -> T:
    try:
        return make()
    except Impossible as reason:
        raise reason.told() from None
