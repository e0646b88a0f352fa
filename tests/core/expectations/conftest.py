"""Lets the tests of this folder import the scripted transport, and their own results."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
