"""Hypothesis is needed for drawing only, and what to install is said."""

from __future__ import annotations

import subprocess
import sys

HIDDEN = """
import sys
sys.modules["hypothesis"] = None
import limner_registry
"""


def test_the_registry_needs_none() -> None:
    """Without Hypothesis, everything else can be imported, and a drawing says what is missing."""
    code = f"{HIDDEN}\nimport limner_registry.strategies"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert "HypothesisMissing: drawing values from a schema needs Hypothesis" in done.stderr
    assert 'pip install "limner[testing]"' in done.stderr


def test_it_is_imported_by_nobody_else() -> None:
    """Importing the registry, and judging by it, imports no Hypothesis."""
    code = "import limner_registry.verdict, sys; assert 'hypothesis' not in sys.modules"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
