"""What changed between two documents of a model, and whom it breaks."""

from limner_registry.comparison.compare import compare
from limner_registry.comparison.rules import RULES, Change, Rule, Severity

__all__ = ["RULES", "Change", "Rule", "Severity", "compare"]
