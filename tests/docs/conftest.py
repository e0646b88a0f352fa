"""Lets the tests of this folder import the runner of pages, and the examples' server."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "docs"), str(TESTS / "examples")]
