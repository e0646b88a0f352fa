"""Lets the tests of this folder import the examples, as those who copy them would."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
