"""Which rules of a model's input arguments have been seen to keep, and which to break.

    coverage = Coverage(model)
    for edge in boundary_arguments(model):
        coverage.saw(edge.arguments, model.check(edge.arguments))
    print(coverage.report().text())

Every rule of every parameter has two sides. It is seen kept once arguments were taken that
had a value for it to judge, and broken once arguments were refused that would have been
taken without it: on no other rule's account. A side that nothing can reach is proved to be
so, and named with the reason.
"""

from limner_registry.coverage.coverage import Coverage
from limner_registry.coverage.goals import Goal
from limner_registry.coverage.report import Reached, Report

__all__ = ["Coverage", "Goal", "Reached", "Report"]
