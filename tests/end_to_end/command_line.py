"""The command line in this process, as the tests of this folder type it."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from limner.cli.app import cli


def limner(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def told(*words: str) -> Any:
    """What a command answers that works."""
    answer = limner(*words)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)
