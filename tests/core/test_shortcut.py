"""`limner.run`: one line, one call."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import limner

if TYPE_CHECKING:
    from pathlib import Path


def test_run_in_the_sandbox(tmp_path: Path) -> None:
    """With `LIMNER_PROVIDER=sandbox` the line of the docs leaves a picture, without any key."""
    line = (
        "import limner; result = limner.run('fal-ai/flux/dev', prompt='a lighthouse at dusk');"
        " print(result.images[0].save('lighthouse.jpg'), result.job.provider)"
    )
    environment = {name: value for name, value in os.environ.items() if "FAL" not in name}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", line],
        cwd=tmp_path,
        env={**environment, "LIMNER_PROVIDER": "sandbox"},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout == "lighthouse.jpg sandbox\n"
    assert (tmp_path / "lighthouse.jpg").read_bytes()[:3] == b"\xff\xd8\xff"


def test_every_name_is_an_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    """All names go to the model, also those that `Client.run` would take for its own."""
    monkeypatch.setenv("LIMNER_PROVIDER", "sandbox")

    with pytest.raises(limner.InvalidArguments) as caught:
        limner.run("fal-ai/flux/dev", prompt="x", timeout=3, output="out/", endpoint_id="y")

    assert {issue.pointer for issue in caught.value.issues} == {
        *("/timeout", "/output", "/endpoint_id"),
    }
