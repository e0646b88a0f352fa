"""Lets the tests of this folder make OpenAPI documents as those of the import do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "importing"))
