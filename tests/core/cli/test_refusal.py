"""A refused call is shown as it was typed, its faults underlined, with what would be right."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from limner.cli.screen import columns_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Limner = Callable[..., Result]
    Terminal = Callable[..., Any]
    Install = Callable[..., Path]

FLUX = "fal-ai/flux/dev"
PROMPT = "prompt=x"


def _underlined(seen: Any) -> list[str]:
    """The pieces of the call that have marks beneath them, in order."""
    found = []
    for line, under in zip(seen.lines, seen.lines[1:], strict=False):
        if re.fullmatch(r" *\^[ ^]*", under):
            found += [_at(line, *mark.span()) for mark in re.finditer(r"\^+", under)]
    return found


def _at(line: str, start: int, stop: int) -> str:
    """What stands in some columns of a line."""
    text, column = "", 0
    for sign in line:
        text += sign if start <= column < stop else ""
        column += columns_of(sign)
    return text


def test_the_whole_screen(terminal: Terminal) -> None:
    """The call with marks, each fault in a sentence, the right command, and what was sent."""
    seen = terminal("run", FLUX, PROMPT, "num_image=2", "guidance_scale=99")

    assert seen.exit_code == 3
    assert seen.lines == [
        "Error: fal-ai/flux/dev does not take these arguments:",
        "",
        "  limner run fal-ai/flux/dev prompt=x num_image=2 guidance_scale=99",
        "                                      ^^^^^^^^^                  ^^",
        "",
        "  num_image       unknown parameter 'num_image'; did you mean 'num_images'?",
        "  guidance_scale  99 is too large: guidance_scale takes a number from 1 to 20",
        "",
        "This would be right:",
        "  limner run fal-ai/flux/dev prompt=x num_images=2 guidance_scale=20",
        "",
        "Nothing was sent.",
    ]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        (("num_images=9",), ["9"]),
        (("num_images:=9",), ["9"]),
        (("--num_images", "9"), ["9"]),
        (("--num_images=9",), ["9"]),
        (("-o", "num_images", "9"), ["9"]),
        (("-o", "num_image", "2"), ["num_image"]),
        (("num_images=3", "num_images=9"), ["9"]),
        (("num_images=9", "--sandbox", "--output", "a b/"), ["9"]),
        (("num_image=1", "num_image=2"), ["num_image", "num_image"]),
        (("image_size=a b",), ['"a b"']),
        (("image_size=",), ['""']),
        (('image_size:={"width": 0, "height": 9}',), ["0"]),
        (('image_size:={"hight": 9, "width": 20000}',), ['"hight"', "20000"]),
        (('image_size={"width":0}',), ["0"]),
        (("image_size:=[1, 2]",), ['"[1, 2]"']),
        (("--", "num_images=9"), ["9"]),
    ],
)
def test_what_is_faulty_is_underlined(
    terminal: Terminal, words: tuple[str, ...], pieces: list[str]
) -> None:
    """However it's spelled: the name of what isn't known, the value of what is wrong."""
    seen = terminal("run", FLUX, PROMPT, *words)

    assert seen.exit_code == 3
    assert _underlined(seen) == pieces


def test_a_member_deep_inside_is_underlined(terminal: Terminal) -> None:
    """The faulty member of a list in JSON is found; of a missing one, what it's missing in."""
    masks = '[{"mask_url": "https://example.com/a.png", "trajectories": [{"x": "a", "y": 1}]}, {}]'

    seen = terminal(
        "validate",
        "fal-ai/kling-video/v1/standard/image-to-video",
        PROMPT,
        "image_url=https://example.com/a.png",
        f"dynamic_masks:={masks}",
        columns=140,
    )

    assert _underlined(seen) == ['"a"', "{}"]
    assert '"trajectories": [{"x": 1, "y": 1}]}, {"mask_url": "https://example.com' in seen.text


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_everything_fits_the_terminal(terminal: Terminal, columns: int) -> None:
    """Lines are broken between words, and every mark is under its own piece."""
    words = ("num_image=2", "guidance_scale=99", "image_size=huge", "acceleration=warp", "seed=x")

    seen = terminal("run", FLUX, PROMPT, *words, columns=columns)

    call = seen.text.partition("\n\n")[2].partition("\n\n")[0]
    assert max(map(len, call.splitlines())) <= columns
    assert _underlined(seen) == ["num_image", "99", "huge", "warp", "x"]


@pytest.mark.parametrize("end", ["", " and a boat"])
def test_a_very_long_value_is_shortened(terminal: Terminal, end: str) -> None:
    """A long text has one line, in its quotes; its mark fits too. No text is cut for anybody."""
    kling = "fal-ai/kling-video/v1/standard/text-to-video"

    seen = terminal("run", kling, "prompt=" + "a dune " * 400 + end, "cfg_scale=3")

    (prompt, three) = _underlined(seen)
    assert prompt.startswith('"a dune a dune')
    assert prompt.endswith('…"')
    assert three == "3"
    assert max(map(len, seen.lines)) <= 80
    assert "would be right" not in seen.text


def test_the_command_has_a_long_value_whole(terminal: Terminal) -> None:
    """What is to be copied isn't shortened, unless nobody would copy it."""
    long = "a lighthouse " * 100

    copied = terminal("run", FLUX, f"prompt={long}", "num_images=9")
    flooded = terminal("run", FLUX, f"prompt={long * 10}", "num_images=9")

    assert f'prompt="{long}"' in copied.text
    assert len(flooded.lines) < 12


def test_the_fault_in_a_long_value_is_seen(terminal: Terminal) -> None:
    """Of long JSON, the part around the fault is shown."""
    members = ", ".join(f'"nothing_{number}": {number}' for number in range(40))

    seen = terminal("run", FLUX, PROMPT, f'image_size:={{{members}, "width": 0}}')

    assert _underlined(seen)[0] == '"nothing_0"'
    seen = terminal("run", FLUX, PROMPT, f'image_size:={{{" " * 300}"width": 0, "height": 1}}')
    assert _underlined(seen) == ["0"]


def test_marks_stay_under_wide_signs(terminal: Terminal) -> None:
    """Signs that take two columns, and such that take none, count as what they take."""
    seen = terminal("run", FLUX, "prompt=灯台 🌊 e\u0301", "num_image=日本", "output_format=gif")

    assert _underlined(seen) == ["num_image", "gif"]


def test_what_was_typed_cannot_steer_the_terminal(terminal: Terminal) -> None:
    """Control characters are left out, and a command that would have them isn't shown."""
    seen = terminal("run", FLUX, "prompt=a\x1b[31m\x07b\nc", "num_images=9", "x\x1b[2J=1")

    assert "\x1b" not in seen.text
    assert "\x07" not in seen.text
    assert _underlined(seen) == ["9", '"x[2J"']
    assert "would be right" not in seen.text


def test_a_text_of_several_lines_is_shown_on_one(terminal: Terminal) -> None:
    """The call has the text on one line; the command keeps its lines, which a shell takes."""
    seen = terminal("run", FLUX, "prompt=one\ntwo", "num_images=9")

    assert "  limner run fal-ai/flux/dev prompt='one two' num_images=9" in seen.lines
    assert "prompt='one\ntwo' num_images=4" in seen.text


def test_marks_are_red_where_colour_is_welcome(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Colour is for terminals that want it."""
    words = ("run", FLUX, PROMPT, "num_images=9")

    assert "\x1b[31m^\x1b[0m" in terminal(*words, term="xterm").text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in terminal(*words, term="xterm").text


def test_what_is_only_missing_is_told_without_a_picture(terminal: Terminal) -> None:
    """Where nothing typed is wrong, there's nothing to underline; an example shows the rest."""
    seen = terminal("run", FLUX)

    assert seen.lines == [
        "Error: fal-ai/flux/dev needs arguments that are missing:",
        "",
        "  prompt  prompt is missing: it takes text",
        "",
        "This would be right, with your own prompt:",
        '  limner run fal-ai/flux/dev prompt="..."',
        "",
        "All that it takes: limner run fal-ai/flux/dev --help",
        "",
        "Nothing was sent.",
    ]


def test_only_an_example_is_called_one(terminal: Terminal) -> None:
    """What the caller gave under a misspelt name is the caller's own."""
    words = ("image_ulr=https://example.com/a.png", "style=anme")

    seen = terminal("run", "bria/fibo-edit/restyle", *words)

    assert "This would be right:" in seen.lines
    assert "    style=Anime" in seen.lines


def test_validate_shows_the_same(terminal: Terminal) -> None:
    """`validate` has the same picture after its own first line, and sends nothing anyway."""
    seen = terminal("validate", FLUX, PROMPT, "num_image=2")

    assert seen.exit_code == 3
    assert seen.lines[0] == "✗ fal-ai/flux/dev does not take these arguments:"
    assert _underlined(seen) == ["num_image"]
    assert seen.lines[-1] == "  limner validate fal-ai/flux/dev prompt=x num_images=2"


def test_programs_get_the_command_as_a_hint(limner: Limner) -> None:
    """In JSON the command is the hint, of an error and of a verdict; else no key."""
    refused = limner("run", FLUX, "prompt=a dune", "num_image=2", "--sandbox")
    judged = limner("validate", FLUX, PROMPT, "num_image=2")
    hopeless = limner("validate", "bria/fibo-edit/restore", "image_url=@nope.png")

    error = json.loads(refused.stderr)["error"]
    assert error["hint"] == f'limner run {FLUX} prompt="a dune" num_images=2 --sandbox'
    assert (error["type"], error["exit_code"]) == ("InvalidArguments", 3)
    assert json.loads(judged.stdout)["hint"] == f"limner validate {FLUX} prompt=x num_images=2"
    assert json.loads(hopeless.stdout).keys() == {"endpoint_id", "valid", "issues"}


def test_the_id_is_shown_as_it_was_typed(terminal: Terminal) -> None:
    """An alias stays what the person calls the model."""
    alias = "fal-ai/kling-video/v1_standard_text-to-video"

    seen = terminal("run", alias, PROMPT, "duration:=10")

    assert f"  limner run {alias} prompt=x duration:=10" in seen.lines
    assert f"  limner run {alias} prompt=x duration=10" in seen.lines


def test_each_of_several_files_has_its_own_mark(install: Install, terminal: Terminal) -> None:
    """Where every `=@` adds a file to a list, the one that isn't there is underlined."""
    files = {"type": "array", "items": {"type": "string", "x-limner-file": "image"}}
    document = {
        "document_version": 1,
        "endpoint_id": "acme/mixer",
        "provider": "sandbox",
        "title": "Mixer",
        "category": "image-to-image",
        "input": {"type": "object", "properties": {"images": files}},
        "output": {"type": "object"},
    }
    install(
        "acme", {"acme/__init__.py": "", "acme/model.json": json.dumps(document)}, models="a=acme"
    )
    first = 'images:=["https://example.com/a.png"]'

    seen = terminal("run", "acme/mixer", first, "images=@gone.png", "images=@photo.png")

    assert _underlined(seen) == ["gone.png", "photo.png"]


def test_guesses_and_what_is_left_out_are_named(terminal: Terminal) -> None:
    """A value that nobody asked for, and a name that is dropped, are said before the command."""
    seen = terminal("validate", "fal-ai/flux/dev", "prompt=x", "seed=abc", "zzzz=512")

    assert "This would be right, with your own seed, without zzzz:" in seen.lines


def test_programs_are_told_what_is_not_the_callers(limner: Limner) -> None:
    """Beside the hint stands what in it nobody asked for; a certain hint stands alone."""
    guessed = json.loads(limner("validate", "fal-ai/flux/dev", "seed=abc", "zzzz=5").stdout)
    certain = json.loads(limner("validate", "fal-ai/flux/dev", "prompt=x", "num_image=2").stdout)

    assert guessed["hint_stand_ins"] == ["prompt", "seed"]
    assert guessed["hint_without"] == ["zzzz"]
    assert {"hint_stand_ins", "hint_without"}.isdisjoint(certain)
