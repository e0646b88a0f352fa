"""What a shell offers when somebody presses Tab."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from limner.cli.app import COMPLETE, cli


def _offered(*words: str) -> list[str]:
    """What the last word may become."""
    *before, incomplete = words
    return [
        item.value
        for item in ShellComplete(cli, {}, "limner", COMPLETE).get_completions(before, incomplete)
    ]


FLUX = ("run", "fal-ai/flux/dev")
RESTYLE = ("run", "bria/fibo-edit/restyle")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("re",), ["rerun", "receipts", "reference"]),
        (("run", "-o", "seed", "-o", ""), []),
        (("run", "fal-ai/fl"), ["fal-ai/flux-pro", "fal-ai/flux/dev"]),
        (("validate", "--json", "fal-ai/flux/"), ["fal-ai/flux/dev"]),
        (("schema", "fal-ai/z"), ["fal-ai/z-image/base"]),
        (("reference", "fal-ai/flux/dev", "fal-ai/z"), ["fal-ai/z-image/base"]),
        (("schema", "fal-ai/flux/dev", "--format", "j"), ["jsonschema"]),
        (("models", "--category", "image-to-v"), ["image-to-video"]),
        (("models", "--provider", ""), ["fal"]),
        ((*FLUX, "num"), ["num_images=", "num_inference_steps="]),
        ((*FLUX, "num_images=2", "num"), ["num_inference_steps="]),
        ((*FLUX, "--num_images", "2", "num"), ["num_inference_steps="]),
        ((*FLUX, "--num"), ["--num_images", "--num_inference_steps"]),
        ((*FLUX, "--sa"), ["--sandbox"]),
        ((*FLUX, "--output_format", ""), ["jpeg", "png"]),
        ((*FLUX, "output_format="), ["output_format=jpeg", "output_format=png"]),
        ((*FLUX, "sync_mode=t"), ["sync_mode=true"]),
        ((*FLUX, "seed="), ["seed=null"]),
        ((*FLUX, "-o", "seed", "7", "acc"), ["acceleration="]),
        ((*FLUX, "-o", "ima"), ["image_size"]),
        ((*FLUX, "-o", "image_size", "land"), ["landscape_4_3", "landscape_16_9"]),
        ((*RESTYLE, "style=O"), ["style=Oil Painting"]),
        (("run", "no-such-model", "a"), []),
        (("plugins", "s"), ["show"]),
        (("jobs", "re"), ["resume", "reconcile", "resolve"]),
        (("jobs", "--all", "re"), []),
        (("receipts", "s"), ["show", "strip"]),
    ],
)
def test_the_right_words_are_offered(words: tuple[str, ...], offered: list[str]) -> None:
    """Commands, ids, parameters' names in both spellings, and choices are completed."""
    assert _offered(*words) == offered


def test_required_parameters_are_offered_first() -> None:
    """What must be given comes before what may be."""
    assert _offered("run", "fal-ai/birefnet/v2", "")[0] == "image_url="


def test_names_come_with_their_descriptions() -> None:
    """Shells that can show it get what a parameter means."""
    (item,) = ShellComplete(cli, {}, "limner", COMPLETE).get_completions([*FLUX], "prom")

    assert item.help == "The prompt to generate an image from."


@pytest.mark.parametrize("spelling", ["image_url=", "image_url=@"])
def test_files_are_offered_at_a_files_place(
    spelling: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a model takes a file, files and folders are offered, hidden ones when asked for."""
    monkeypatch.chdir(tmp_path)
    for name in ("photo.png", "phone.txt", ".photo"):
        Path(name).touch()
    Path("photos").mkdir()

    offered = _offered(*RESTYLE, f"{spelling}ph")

    assert offered == [f"{spelling}{name}" for name in ("phone.txt", "photo.png", "photos/")]
    assert _offered(*RESTYLE, f"{spelling}.") == [f"{spelling}.photo"]


BASH = """
eval "$({python} -c '{start}')"
compopt() {{ echo "$2"; }}
COMP_WORDS=({words}); COMP_CWORD={last}
_limner_completion limner; printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash isn't here")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("bria/fibo-edit/restyle", "style", "=", "3D"), ["3D\\ Render"]),
        (("bria/fibo-edit/restyle", "style", "="), 13),
        (("fal-ai/flux/dev", "acc"), ["nospace", "acceleration="]),
    ],
)
def test_bash_itself_completes(
    tmp_path: Path, words: tuple[str, ...], offered: list[str] | int
) -> None:
    """bash, which parts words at `=`, gets whole values, quoted, and no space after a name."""
    limner = tmp_path / "limner"
    limner.write_text(f"#!{sys.executable}\nfrom limner.__main__ import main\nmain()\n")
    limner.chmod(0o755)
    all_words = ["limner", "run", *words]
    script = BASH.replace("{python} -c '{start}'", f"{COMPLETE}=bash_source limner").format(
        words=" ".join(f"'{word}'" for word in all_words), last=len(all_words) - 1
    )

    finished = subprocess.run(
        [str(shutil.which("bash")), "--norc", "-c", script],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )

    lines = finished.stdout.splitlines()
    assert finished.stderr == ""
    assert (len(lines) if isinstance(offered, int) else lines) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_their_script(shell: str) -> None:
    """The line of the help text makes a script for every shell that it names."""
    finished = subprocess.run(
        [sys.executable, "-m", "limner"],
        env={**os.environ, COMPLETE: f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "limner" in finished.stdout
    assert COMPLETE in finished.stdout
