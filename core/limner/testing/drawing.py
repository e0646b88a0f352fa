"""Examples: drawn by Hypothesis, held against a check, and cut down where they violate it."""

from __future__ import annotations

from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings, strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky, Unsatisfiable

from limner.testing.property import NotApplicable, Violation, raised
from limner_registry.strategies import arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

    from limner.testing.property import Effort
    from limner_registry import Model

T = TypeVar("T")

_DEEP = 150
"""More levels than the verdict takes."""


def for_all(drawn: SearchStrategy[T], check: Callable[[T], None], effort: Effort) -> int:
    """Hold many examples against a check.

    Args:
        drawn: Where the examples come from.
        check: Raises `Violation`; whatever else it raises is one too.
        effort: How many, and which.

    Returns:
        How many there were.

    Raises:
        Violation: Of the smallest example that was found.
        NotApplicable: There are no examples.
    """
    count = 0

    @seed(effort.seed)
    @settings(
        max_examples=effort.examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(drawn)
    def hold(example: T) -> None:
        nonlocal count
        count += 1
        try:
            check(example)
        except (Violation, NotApplicable):
            raise
        except Exception as error:
            raise Violation(raised(error), example=example) from error

    try:
        hold()
    except Unsatisfiable:
        raise NotApplicable("no example of it can be drawn") from None
    except Flaky as error:
        raise Violation(f"it doesn't do the same each time: {error}") from error
    return count


@contextmanager
def leaving_nothing() -> Iterator[None]:
    """Keep what Hypothesis writes down out of the current folder, where it would stay."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


def near(model: Model) -> SearchStrategy[dict[str, Any]]:
    """JSON objects, valid or not: arguments with some members put in, and any members."""
    names = [parameter.name for parameter in model.parameters] or ["prompt"]
    known = st.sampled_from([*names, *(name[:-1] for name in names if name[1:])])
    members = st.dictionaries(known | st.text(max_size=8), JSON, max_size=6)
    mixed = st.tuples(arguments(model), members).map(lambda two: {**two[0], **two[1]})
    return members | mixed


JSON: SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-3, 60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["", "true", "1", "null", "https://example.com/a.png", "data:,"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
"""Any JSON value."""


def _nested() -> Any:
    value: Any = []
    for _ in range(_DEEP):
        value = [value]
    return value


def _circle() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


STRANGE: SearchStrategy[Any] = st.one_of(
    st.sampled_from([float("nan"), float("inf"), -float("inf"), 10**400, "\ud800", b"", b"x"]),
    st.sampled_from([1j, ..., frozenset({1}), range(3), Exception]),
    st.builds(_nested),
    st.builds(_circle),
    st.tuples(JSON, JSON),
    st.dictionaries(st.integers() | st.none(), JSON, min_size=1, max_size=2),
)
"""What Python has, and JSON hasn't."""
