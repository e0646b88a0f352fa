"""`limner rerun` tells people and programs what becomes of a call."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from written_receipts import receipt, write_beside

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

IMAGE_TO_VIDEO = "fal-ai/kling-video/v1/standard/image-to-video"
TEXT_TO_VIDEO = "fal-ai/kling-video/v1/standard/text-to-video"
CRYSTAL = "clarityai/crystal-upscaler"
CLARITY = "fal-ai/clarity-upscaler"
PHOTO = {"image_url": "https://example.org/photo.png"}

FILM = {
    "prompt": "A lighthouse keeper walks down to the sea in heavy rain, the beam of the lamp"
    " turning slowly over the water behind him, and nobody is there to see it but the gulls",
    **PHOTO,
    "duration": "10",
    "negative_prompt": "blur",
    "cfg_scale": 0.7,
    "tail_image_url": "https://example.org/last.png",
    "static_mask_url": "https://example.org/mask.png",
    "dynamic_masks": [
        {"mask_url": "https://example.org/m.png", "trajectories": [{"x": 1, "y": 2}]}
    ],
}

REPORTS = {
    (IMAGE_TO_VIDEO, TEXT_TO_VIDEO): (FILM, """\
  from  fal-ai/kling-video/v1/standard/image-to-video
  to    fal-ai/kling-video/v1/standard/text-to-video

  kept       prompt           "A lighthouse keeper walks down to the sea in
                              heavy rain, the beam of the lamp turning slowly
                              over the water behind him, and nobody is there to…
  dropped    image_url        "https://example.org/photo.png": it takes no image
  kept       duration         "10"
  kept       negative_prompt  "blur"
  dropped    static_mask_url  "https://example.org/mask.png": it takes no image
  dropped    dynamic_masks    [{"mask_url": "https://example.org/m.png",
                              "trajectories": [{"x": 1, "y": 2}]}]
                              it has nothing like it
  dropped    tail_image_url   "https://example.org/last.png": it takes no image
  kept       cfg_scale        0.7
"""),
    (CRYSTAL, CLARITY): ({**PHOTO, "creativity": 5, "scale_factor": 8}, """\
  from  clarityai/crystal-upscaler
  to    fal-ai/clarity-upscaler

  clamped    creativity    5 → creativity 1
                           it takes 0 to 1; of 0 to 10 here, of 0 to 1 there:
                           look whether it means the same
  clamped    scale_factor  8 → upscale_factor 4
                           called upscale_factor there; it takes 1 to 4
  kept       image_url     "https://example.org/photo.png"
"""),
    (CLARITY, CRYSTAL): ({**PHOTO, "creativity": 0.5, "upscale_factor": 3, "seed": 7}, """\
  from  fal-ai/clarity-upscaler
  to    clarityai/crystal-upscaler

  kept       creativity      0.5
                             taken as it is; of 0 to 1 here, of 0 to 10 there:
                             look whether it means the same
  kept       image_url       "https://example.org/photo.png"
  converted  upscale_factor  3 → scale_factor 3: called scale_factor there
  dropped    seed            7: it has nothing like it
"""),
}  # fmt: skip
"""By the two models: what was asked for, and what 80 columns show of its way."""


@pytest.mark.parametrize("models", REPORTS)
def test_people_see_what_becomes_of_each_parameter(
    terminal: Terminal, models: tuple[str, str]
) -> None:
    """A table that fits 80 columns: the outcome, the parameter, its value, and why."""
    arguments, report = REPORTS[models]
    write_beside(Path("made.png"), receipt(models[0], arguments, provider="sandbox"))

    seen = terminal("rerun", "made.png", "--model", models[1], "--dry-run")

    assert seen.text.partition("\nDry run: ")[0] == report
    assert (max(map(len, seen.lines)) <= 80, seen.exit_code) == (True, 0)


def test_programs_get_the_same_report(limner: Limner) -> None:
    """In JSON, with every parameter, beside what the command answers anyway."""
    arguments, _ = REPORTS[CRYSTAL, CLARITY]
    write_beside(Path("made.png"), receipt(CRYSTAL, arguments))

    told = json.loads(limner("rerun", "made.png", "--model", CLARITY, "--dry-run").stdout)

    assert (told["status"], told["provider"], told["notes"]) == ("dry_run", "fal", [])
    assert told["arguments"] == {"creativity": 1, "upscale_factor": 4, **PHOTO}
    assert (told["ported"]["source"], told["ported"]["target"]) == (CRYSTAL, CLARITY)
    assert told["ported"]["changes"][1] == {
        "parameter": "scale_factor",
        "outcome": "clamped",
        "value": 8,
        "became": {"upscale_factor": 4},
        "why": "called upscale_factor there; it takes 1 to 4",
    }


def test_what_is_missing_is_told_before_the_refusal(limner: Limner, terminal: Terminal) -> None:
    """Exit code 3, the report all the same, and `--set` gives it."""
    write_beside(Path("made.png"), receipt(TEXT_TO_VIDEO, {"prompt": "x"}))
    words = ("rerun", "made.png", "--model", IMAGE_TO_VIDEO)

    answer, seen = limner(*words), terminal(*words)
    given = limner(*words, "--set", "image_url=https://example.org/a.png", "--dry-run")

    assert answer.exit_code == seen.exit_code == 3
    assert json.loads(answer.stdout)["status"] == "refused"
    assert json.loads(answer.stdout)["ported"]["changes"][-1]["outcome"] == "missing"
    assert json.loads(answer.stderr)["error"]["issues"][0]["pointer"] == "/image_url"
    assert "  missing    image_url  image_url is missing: it takes the URL or path" in seen.text
    assert "--set NAME=VALUE gives what is missing." in seen.text
    assert given.exit_code == 0


def test_what_is_given_anew_is_in_the_report(terminal: Terminal) -> None:
    """It has rows of its own, and what it takes the place of says so."""
    write_beside(Path("made.png"), receipt(CRYSTAL, {**PHOTO, "scale_factor": 8}))
    words = ("rerun", "made.png", "--model", CLARITY, "--dry-run")

    seen = terminal(*words, "--set", "upscale_factor=2", "--set", "prompt=sharp")

    assert "  dropped    scale_factor    8: upscale_factor is given already\n" in seen.text
    assert '  set        upscale_factor  2\n  set        prompt          "sharp"\n' in seen.text


def test_a_private_receipt_says_what_to_give(limner: Limner) -> None:
    """A prompt that isn't in the receipt is asked for by its name, and how to give it."""
    write_beside(Path("made.png"), receipt("fal-ai/flux/dev", {}, omitted=("/prompt",)))

    answer = limner("rerun", "made.png", "--dry-run")
    error = json.loads(answer.stderr)["error"]

    assert answer.exit_code == 3
    assert [issue["message"] for issue in error["issues"]] == [
        "it was left out of the receipt; give it anew: --set prompt=VALUE"
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("season=winter",), "write --set season=winter."),
        (("prompt=a dune", "seed=1"), 'write --set "prompt=a dune" --set seed=1.'),
        (("other.png",), "name one FILE."),
    ],
)
def test_a_parameter_without_its_option_is_told_how_to_be_given(
    limner: Limner, words: tuple[str, ...], told: str
) -> None:
    """As of `limner run`, people write `name=value` alone; that's refused with what is right."""
    write_beside(Path("made.png"), receipt("fal-ai/flux/dev", {"prompt": "x"}))

    answer = limner("rerun", "made.png", *words)

    assert answer.exit_code == 2
    assert json.loads(answer.stderr)["error"]["message"].endswith(told)


def test_a_model_that_is_to_be_retired_is_noted(terminal: Terminal) -> None:
    """As of `limner run`: before anything is sent, with what to call instead."""
    write_beside(Path("made.png"), receipt("fal-ai/flux-pro", {"prompt": "x"}))

    noted = terminal("rerun", "made.png", "--dry-run").text.partition("Dry run")[0]

    assert (
        noted
        == terminal("run", "fal-ai/flux-pro", "prompt=x", "--dry-run").text.partition("Dry run")[0]
    )
    assert noted.startswith("Note: ")


def test_a_file_without_a_receipt_is_said_to_have_none(limner: Limner) -> None:
    """Exit code 3; a file that isn't there is an error of usage."""
    Path("photo.png").write_bytes(b"x")

    assert limner("rerun", "photo.png").exit_code == 3
    assert limner("rerun", "nothing.png").exit_code == 2
