"""Lets the tests of this folder import the scripted transport, and the reader of pages."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "registry")]
