"""`limner run --strict`: a result that isn't as expected is printed and kept, and exits with 9."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Limner = Callable[..., Result]
    Terminal = Callable[..., Any]

ANSWERS = """
from limner import hookimpl

PICTURE = "data:image/jpeg;base64,/9j/AAAA"

@hookimpl
def submit_request(request):
    image = {"url": PICTURE, "width": 1024, "height": 768, "content_type": "image/jpeg"}
    known = {"timings": {}, "seed": 1, "has_nsfw_concepts": [True], "prompt": "x"}
    return {"images": [image], **known}
"""
CALL = ("run", "fal-ai/flux/dev", "prompt=x", "num_images=2", "--sandbox")


@pytest.fixture(autouse=True)
def plugin(install: Callable[..., Path]) -> None:
    """One that answers with fewer images than were asked for, and flags one."""
    install("odd", {"odd.py": ANSWERS}, plugins="odd = odd")


def test_warnings_are_notes(limner: Limner, terminal: Terminal) -> None:
    """Without it, they're in the JSON, and on a terminal below the result."""
    told = json.loads(limner(*CALL).stdout)
    seen = terminal(*CALL)

    assert [warning["code"] for warning in told["warnings"]] == ["count", "nsfw"]
    assert seen.exit_code == 0
    assert "Note: /images: 1 image came; num_images asked for 2" in seen.text


def test_strict_makes_them_an_error(limner: Limner, terminal: Terminal) -> None:
    """The result is printed all the same, then what is wrong with it, once."""
    answer = limner(*CALL, "--strict")
    told, error = json.loads(answer.stdout), json.loads(answer.stderr)["error"]
    seen = terminal(*CALL, "--strict")

    assert answer.exit_code == error["exit_code"] == seen.exit_code == 9
    assert error["type"] == "UnexpectedResult"
    assert error["issues"] == told["warnings"]
    assert told["artifacts"][0]["path"]
    assert seen.text.count("num_images asked for 2") == 1
    assert "isn't as expected" in seen.text
