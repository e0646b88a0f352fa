"""Lets the tests of this folder import what is beside them, and the server of faults."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "faults")]
