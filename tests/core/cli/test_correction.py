"""The command that would be right is right, whatever was wrong with the one that was typed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings, strategies as st

from limner.cli.app import cli
from limner.cli.remedy import nearest_number
from limner_registry import Registry, installed, packaged_models
from limner_registry.reference.calls import example

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from limner_registry import Model
    from limner_registry.parameter import Parameter

    Limner = Callable[..., Result]
    Terminal = Callable[..., Any]

MODELS = Registry(packaged_models(installed()).models)
FLUX = "fal-ai/flux/dev"
KLING = "fal-ai/kling-video/v1/standard/text-to-video"
URL = "https://example.com/a.png"


def _wrong(one: Parameter) -> list[Any]:
    """Values that a parameter doesn't take, and that can be mended for certain."""
    bounds = one.bounds
    if one.choices:
        return ["no-such-choice", 12345]
    if "boolean" in one.types:
        return ["maybe", "yes", 7]
    if bounds.maximum is not None:
        return [bounds.maximum * 3 + 1, (bounds.minimum or 0) - 7, "many"]
    return ["many", [1]] if "integer" in one.types else []


def _right(one: Parameter) -> Any:
    """A value that a parameter takes, with URLs at the places of files."""
    return json.loads(json.dumps(example(one)).replace("photo.png", URL))


def _spelled(draw: st.DrawFn, name: str, value: Any, *, known: bool) -> list[str]:
    """A parameter, spelled in one of the ways that can say it."""
    text = value if isinstance(value, str) else json.dumps(value)
    words = [[f"{name}={text}"], [f"{name}:={json.dumps(value)}"], ["-o", name, text]]
    words += [[f"--{name}", text], [f"--{name}={text}"]] if known else []
    return draw(st.sampled_from(words))


@st.composite
def _calls(draw: st.DrawFn, model: Model) -> list[str]:
    """A call with what the model needs and some of what it takes, at least one of it spoilt."""
    chosen = [one for one in model.parameters if one.required or draw(st.booleans())]
    spoilt = draw(st.sampled_from(chosen or [model.parameters[0]]))
    words: list[str] = []
    for one in dict.fromkeys(one.name for one in (*chosen, spoilt)):
        parameter = next(other for other in model.parameters if other.name == one)
        value, name, bad = _right(parameter), one, _wrong(parameter)
        if bad and (one == spoilt.name or draw(st.booleans())):
            value = draw(st.sampled_from(bad))
        if one == spoilt.name and (not bad or draw(st.booleans())):
            name = one[:-1]
        words += _spelled(draw, name, value, known=name == one)
    own = draw(st.sampled_from([[], ["--json"]]))
    return (
        [*own, model.endpoint_id, *words]
        if draw(st.booleans())
        else [model.endpoint_id, *words, *own]
    )


@pytest.mark.parametrize("endpoint_id", MODELS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_command_is_right(endpoint_id: str, data: st.DataObject) -> None:
    """For each of the 13 models: whatever is misspelt or out of range, the command passes."""
    words = data.draw(_calls(MODELS[endpoint_id]))
    refused = CliRunner().invoke(cli, ["validate", *words])
    verdict = json.loads(refused.stdout)
    assert refused.exit_code == 3, words

    limner, *right = shlex.split(verdict["hint"])

    assert limner == "limner"
    answer = CliRunner().invoke(cli, right)
    assert (answer.exit_code, json.loads(answer.stdout)["issues"]) == (0, []), (words, right)


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """A POSIX shell that has the command."""
    limner = tmp_path / "limner"
    limner.write_text(f"#!{sys.executable}\nfrom limner.__main__ import main\nmain()\n")
    limner.chmod(0o755)

    def run(script: str) -> subprocess.CompletedProcess[str]:
        path = f"{tmp_path}:{os.environ['PATH']}"
        return subprocess.run(
            ["/bin/sh", "-c", script],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("columns", [44, 80])
@pytest.mark.parametrize(
    "prompt", ["x", 'it\'s "so" $HOME `ls` \\ !', "two\nlines", "灯台 ~/a *", "-x=@y", "a=b"]
)
def test_a_shell_takes_what_is_printed(
    terminal: Terminal, shell: Callable[..., Any], prompt: str, columns: int
) -> None:
    """Copied from the screen into a shell, folded as it is, the command passes unchanged."""
    words = ("num_image=2", "image_size:={'width': 0}".replace("'", '"'), "--seed", "7.5")

    seen = terminal("validate", FLUX, f"prompt={prompt}", *words, columns=columns)
    command = seen.text.partition("This would be right:\n")[2]
    answer = shell(command.replace("limner validate", "limner run --dry-run"))

    assert answer.returncode == 0, (command, answer.stderr)
    assert json.loads(answer.stdout)["arguments"] == {
        "prompt": prompt,
        "num_images": 2,
        "image_size": {"width": 1},
        "seed": 8,
    }


def _hint(limner: Limner, *words: str) -> str | None:
    """The command, without what it begins with."""
    hint: str | None = json.loads(limner("validate", *words).stdout).get("hint")
    return hint and hint.removeprefix(f"limner validate {words[0]} ")


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (("num_image=9",), "num_images=4"),
        (("--num_images", "9"), "--num_images 4"),
        (("--num_images=9",), "--num_images=4"),
        (("-o", "num_image", "9"), "-o num_images 4"),
        (("num_images:=9",), "num_images:=4"),
        (('num_images:="3"',), "num_images:=3"),
        (("num_images=2.6",), "num_images=3"),
        (("num_images=many",), "num_images=1"),
        (("seed=many",), "seed=1"),
        (("sync_mode=yes",), "sync_mode=true"),
        (("sync_mode=OFF",), "sync_mode=false"),
        (("output_format=JPG",), "output_format=jpeg"),
        (("output_format=gif",), "output_format=jpeg"),
        (("acceleration=hihg",), "acceleration=high"),
        (("guidance_scale=0", "nothing=1"), "guidance_scale=1"),
        (("nothing=1", "num_images=2"), "num_images=2"),
        (("num_images=9", "num_images=7"), "num_images=9 num_images=4"),
        (('image_size={"width":0}',), "image_size='{\"width\": 1}'"),
        (('image_size:={"wdth":5}',), "image_size:='{\"width\": 5}'"),
        (('image_size:={"nothing":5}',), 'image_size:="{}"'),
        (("prompt:=42",), "prompt=42"),
        (("seed=7.4", "num_images=9", "--sandbox=1"), None),
    ],
)
def test_the_spelling_stays(limner: Limner, words: tuple[str, ...], right: str | None) -> None:
    """What is mended is written as it was, and what was right stays where it was."""
    given = words if words[0].startswith("prompt") else ("prompt=x", *words)
    if right is None:
        assert limner("validate", FLUX, *given).exit_code == 2
        return
    expected = right if given == words else f"prompt=x {right}"
    assert _hint(limner, FLUX, *given) == expected


@pytest.mark.parametrize(
    "words",
    [
        (FLUX, "prompt=x", "num_image=1", "num_images=2"),
        (FLUX, "prompt=x", "num_image=1", "num_imagess=2"),
        (FLUX, "prompt:=[1]"),
        (FLUX, "prompt=\udcff"),
        (FLUX, "prompt=x", 'image_size:={"width": 1, "wdth": 2}'),
        (KLING, f"prompt={'long ' * 600}", "duration=7"),
        ("bria/fibo-edit/restore", "image_url=@nope.png"),
        ("bria/fibo-edit/reseason", "image_url=@nope.png", "season=monsoon"),
    ],
)
def test_nothing_is_made_up(limner: Limner, words: tuple[str, ...]) -> None:
    """Of two names for one, a text, or a file that isn't there, nobody knows the right one."""
    assert _hint(limner, *words) is None


def test_what_is_missing_is_shown_by_an_example(limner: Limner) -> None:
    """Examples stand for texts, files and objects, after the last parameter."""
    camera = ("prompt=x", "advanced_camera_control:={}")

    assert _hint(limner, FLUX, "num_images=1") == 'num_images=1 prompt="..."'
    assert (
        _hint(limner, "bria/fibo-edit/reseason", "season=monsoon")
        == "season=spring image_url=https://example.com/photo.png"
    )
    assert _hint(limner, KLING, *camera) == (
        "prompt=x advanced_camera_control:="
        '\'{"movement_type": "horizontal", "movement_value": -10}\''
    )


def test_the_rules_of_plugins_are_heeded(limner: Limner) -> None:
    """A command that a plugin would refuse isn't right; what the plugin allows is."""
    birefnet = ("fal-ai/birefnet/v2", f"image_url={URL}")

    hint = _hint(limner, *birefnet, "operating_resolution=2304x2304", "output_mas=true")

    assert hint == f"image_url={URL} operating_resolution=1024x1024 output_mask=true"


def test_a_file_is_read_once(limner: Limner, tmp_path: Path) -> None:
    """A text that comes out of a pipe is still there for the command's own verdict."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["/bin/sh", "-c", f"echo a dune > {pipe}"]):
        hint = _hint(limner, FLUX, f"prompt=@{pipe}", "num_images=9")

    assert hint == f"prompt=@{pipe} num_images=4"


@pytest.mark.parametrize(
    ("value", "bounds", "whole", "right"),
    [
        (99, {"minimum": 1, "maximum": 20}, False, 20),
        (0.5, {"minimum": 1, "maximum": 20}, False, 1),
        (0, {"exclusiveMinimum": 0, "maximum": 14142}, True, 1),
        (0, {"exclusiveMinimum": 0, "maximum": 1}, False, 0.5),
        (-3, {"exclusiveMinimum": 0}, False, 1),
        (1, {"minimum": 0, "exclusiveMaximum": 1}, False, 0.5),
        (9, {"minimum": 0, "exclusiveMaximum": 9}, True, 8),
        (100, {"multipleOf": 64}, True, 128),
        (1000, {"multipleOf": 64, "maximum": 1000}, True, 960),
        (1, {"multipleOf": 64, "minimum": 1}, True, 64),
        (0.33, {"multipleOf": 0.1, "minimum": 0}, False, 0.3),
        (7, {"minimum": 1.5, "maximum": 4.5}, True, 4),
        (1e300, {"maximum": 20.0}, False, 20),
        (3, {"minimum": 5, "maximum": 4}, True, None),
        (1, {"exclusiveMinimum": 0, "exclusiveMaximum": 1}, True, None),
    ],
)
def test_the_nearest_number_is_found(
    value: float, bounds: dict[str, float], right: float | None, *, whole: bool
) -> None:
    """Ends that aren't allowed themselves, and steps, are respected."""
    found = nearest_number(value, bounds, whole=whole)

    assert found == right
    assert type(found) is type(right)
