"""How fast arguments and results are drawn, in examples a second, and how long edges take.

    python tests/benchmarks/strategies.py [EXAMPLES]

The ratio is against a peer in the same run: Hypothesis' own `fixed_dictionaries` of as many
plain members as the model has parameters, all of them optional.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings, strategies as st

from limner_registry import Registry, installed, packaged_models
from limner_registry.strategies import (
    arguments,
    boundary_arguments,
    invalid_arguments,
    results,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

EXAMPLES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000


def rate(drawn: SearchStrategy[Any]) -> float:
    """How many examples a second are drawn."""
    count = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def draw(_: Any) -> None:
        nonlocal count
        count += 1

    begun = time.perf_counter()
    draw()
    return count / (time.perf_counter() - begun)


def plain(count: int) -> SearchStrategy[Any]:
    """A dictionary of so many optional members, of numbers and texts."""
    members = [st.integers() if i % 2 else st.text() for i in range(count)]
    return st.fixed_dictionaries({}, optional={str(i): one for i, one in enumerate(members)})


def main() -> None:
    """Measure and print."""
    models = Registry(packaged_models(installed()).models).values()
    print(f"{'examples a second':47}{'arguments':>10}{'invalid':>10}{'results':>10}{'peer':>8}")
    for model in models:
        peer = rate(plain(len(model.parameters)))
        rates = [rate(make(model)) for make in (arguments, invalid_arguments, results)]
        begun = time.perf_counter()
        edges = boundary_arguments(model)
        took = time.perf_counter() - begun
        figures = "".join(f"{one:10,.0f}" for one in rates)
        print(
            f"{model.endpoint_id:47}{figures}{peer:8,.0f}"
            f"  {rates[0] / peer:5.2f} x   {len(edges)} edges in {took:.2f} s"
        )


main()
