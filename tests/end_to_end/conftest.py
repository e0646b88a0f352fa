"""Lets the tests of this folder import the server of faults."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "faults")]
