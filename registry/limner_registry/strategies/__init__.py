"""Values drawn from schemas, valid and broken, for property tests with Hypothesis.

    from hypothesis import given
    from limner_registry.strategies import arguments, invalid_arguments

    @given(arguments(model))
    def test_it_is_taken(drawn):
        assert not model.check(drawn)

    @given(invalid_arguments(model))
    def test_it_is_refused(broken):
        issues = model.check(broken.arguments)
        assert (broken.pointer, broken.code) in [(issue.pointer, issue.code) for issue in issues]

What is drawn follows from the schema alone; the verdict is asked only where a rule says what
a value must not be (`not`, `oneOf`, `if`, `contains`) or how a text is formed (`pattern`), and
before such a rule is said to be broken. `limner_registry.coverage` tells which were reached.
"""

from limner_registry.strategies.errors import HypothesisMissing, NotDrawable, UnsatisfiableSchema

try:
    import hypothesis  # noqa: F401 -- whether it is there
except ImportError as error:
    raise HypothesisMissing from error

from limner_registry.strategies.broken import Broken
from limner_registry.strategies.edges import Edge
from limner_registry.strategies.of_models import (
    arguments,
    boundary_arguments,
    every_breach,
    from_schema,
    invalid_arguments,
    results,
)

__all__ = [
    "Broken",
    "Edge",
    "HypothesisMissing",
    "NotDrawable",
    "UnsatisfiableSchema",
    "arguments",
    "boundary_arguments",
    "every_breach",
    "from_schema",
    "invalid_arguments",
    "results",
]
