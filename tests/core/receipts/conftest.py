"""Lets the tests of this folder import the files that they are about."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]
