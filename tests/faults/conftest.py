"""Lets the tests of this folder import the server, and the client on a bare socket."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]
