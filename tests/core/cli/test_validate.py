"""`limner validate` gives the verdict alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

REFUSED = ("fal-ai/flux/dev", "prompt=x", "num_image:=2", "guidance_scale:=99", "image_size=huge")


def test_everything_that_is_wrong_is_told(limner: Limner) -> None:
    """Three faults are three issues, with range, choices and suggestion, and exit code 3."""
    answer = limner("validate", *REFUSED)

    verdict = json.loads(answer.stdout)
    name, scale, size = verdict["issues"]
    assert answer.exit_code == 3
    assert answer.stderr == ""
    assert (verdict["endpoint_id"], verdict["valid"]) == ("fal-ai/flux/dev", False)
    assert (name["pointer"], name["suggestion"]) == ("/num_image", "num_images")
    assert (scale["pointer"], scale["value"]) == ("/guidance_scale", 99)
    assert scale["allowed"] == {"minimum": 1, "maximum": 20}
    assert (size["pointer"], len(size["allowed"])) == ("/image_size", 6)


def test_what_is_right_is_told_too(limner: Limner) -> None:
    """Valid arguments give an empty list and exit code 0."""
    answer = limner("validate", "fal-ai/flux/dev", "prompt=42", "seed=null", "--num_images", "4")

    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "endpoint_id": "fal-ai/flux/dev",
        "valid": True,
        "issues": [],
    }


def test_people_see_the_faults_aligned(terminal: Terminal) -> None:
    """On a terminal the places stand in one column, what is wrong in the other."""
    seen = terminal("validate", *REFUSED)

    assert seen.exit_code == 3
    assert seen.text == (
        "✗ fal-ai/flux/dev does not take these arguments:\n"
        "\n"
        "  limner validate fal-ai/flux/dev prompt=x num_image:=2 guidance_scale:=99\n"
        "                                           ^^^^^^^^^                    ^^\n"
        "    image_size=huge\n"
        "               ^^^^\n"
        "\n"
        "  num_image       unknown parameter 'num_image'; did you mean 'num_images'?\n"
        "  guidance_scale  99 is too large: guidance_scale takes a number from 1 to 20\n"
        "  image_size      'huge' is not one of the choices of image_size: square_hd,\n"
        "                  square, portrait_4_3, portrait_16_9, landscape_4_3,\n"
        "                  landscape_16_9 (an object of width and height is taken too)\n"
        "\n"
        "This would be right, with your own image_size:\n"
        "  limner validate fal-ai/flux/dev prompt=x num_images:=2 guidance_scale:=20 \\\n"
        "    image_size=landscape_4_3\n"
    )


def test_people_see_that_all_is_well(terminal: Terminal) -> None:
    """On a terminal valid arguments are told in a line."""
    seen = terminal("validate", "fal-ai/flux/dev", "prompt=x")

    assert seen.text == "✓ fal-ai/flux/dev takes these arguments.\n"


@pytest.mark.parametrize(
    ("words", "pointer", "code"),
    [
        (("num_images=two",), "/num_images", "type"),
        (("num_images=2.5",), "/num_images", "type"),
        (("image_size={",), "/image_size", "one_of"),
        (("sync_mode=yes",), "/sync_mode", "type"),
        (('image_size={"width":0}',), "/image_size/width", "greater_than"),
        (("-o", "output", "x"), "/output", "unknown_parameter"),
    ],
)
def test_text_that_fits_no_type_is_refused_by_the_verdict(
    limner: Limner, words: tuple[str, ...], pointer: str, code: str
) -> None:
    """What the schema can't read is invalid input, never a usage error."""
    answer = limner("validate", "fal-ai/flux/dev", "prompt=x", *words)

    assert answer.exit_code == 3
    assert [(i["pointer"], i["code"]) for i in json.loads(answer.stdout)["issues"]] == [
        (pointer, code)
    ]


def test_the_rules_of_a_plugin_are_asked(limner: Limner) -> None:
    """What only a plugin's code knows is refused like everything else."""
    words = ("image_url=https://example.com/a.png", "operating_resolution=2304x2304")

    answer = limner("validate", "fal-ai/birefnet/v2", *words)

    (issue,) = json.loads(answer.stdout)["issues"]
    assert issue["code"] == "fal_ai_birefnet_v2.dynamic_only"


def test_a_file_that_is_not_there_is_one_issue(limner: Limner) -> None:
    """A path that leads nowhere is told once."""
    answer = limner("validate", "bria/fibo-edit/restore", "image_url=@nope.png")

    assert [i["code"] for i in json.loads(answer.stdout)["issues"]] == ["file_not_found"]


def test_bytes_that_are_no_text_are_refused_in_valid_json(limner: Limner) -> None:
    """A word that isn't UTF-8 is an issue, and the answer is JSON all the same."""
    answer = limner("validate", "fal-ai/flux/dev", "prompt=\udcff")

    assert answer.exit_code == 3
    assert [i["code"] for i in json.loads(answer.stdout)["issues"]] == ["not_unicode"]
