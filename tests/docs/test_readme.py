"""What the README shows is what happens."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import limner

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


SCRIPTS = [block for block in _blocks("python") if "Client" in block]
HOOKS = [block for block in _blocks("python") if "hookimpl" in block]
SCREENS = _blocks("console")


def _on_a_terminal(command: str, folder: Path) -> str:
    """What a command prints on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    words = [sys.executable, "-m", *shlex.split(command)]
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        pieces = []
        try:
            while piece := os.read(ours, 65536):
                pieces.append(piece)
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("script", SCRIPTS, ids=range(len(SCRIPTS)))
def test_every_script_runs_as_it_stands(script: str, tmp_path: Path) -> None:
    """Each Python script of the README runs to its end and prints something."""
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    assert finished.stdout


def test_the_embedding_scripts_have_ten_lines_and_leave_pictures(tmp_path: Path) -> None:
    """A synchronous and an asyncio script are there, short, and leave two pictures each."""
    embedding = [script for script in SCRIPTS if "save(" in script]
    for number, script in enumerate(embedding):
        folder = tmp_path / str(number)
        folder.mkdir()
        subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, capture_output=True)

        assert len(script.strip().splitlines()) <= 10
        assert len(list((folder / "pictures").iterdir())) == 2
    assert ["async" in script for script in embedding] == [False, True]


def test_the_first_commands_leave_their_pictures(tmp_path: Path) -> None:
    """After the installation, a picture is drawn, changed, verified, and made again otherwise."""
    first, second, *_ = _blocks("sh")
    (_, *calls), more = (block.replace("\\\n", "").splitlines() for block in (first, second))
    for call in [*calls, *more]:
        words = [sys.executable, "-m", *shlex.split(call)]
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)

    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["autumn.png", "lighthouse.png", "winter.png"]


@pytest.mark.parametrize("screen", SCREENS, ids=range(len(SCREENS)))
def test_every_screen_is_what_a_terminal_shows(screen: str, tmp_path: Path) -> None:
    """Each console block shows, to the letter, what its command prints on a terminal."""
    command, _, expected = screen.removeprefix("$ ").partition("\n")

    assert _on_a_terminal(command, tmp_path) == expected


def test_the_plugin_in_ten_lines_works() -> None:
    """The plugin of the README, as it stands, refuses what it says it refuses."""
    plugin: dict[str, object] = {}
    exec(HOOKS[0], plugin)  # noqa: S102 -- it is the README's own text
    module = type("acme_lamp", (), {"validate_request": staticmethod(plugin["validate_request"])})
    client = limner.Client(provider="sandbox", plugins=[module])

    with pytest.raises(limner.InvalidArguments) as refused:
        client.validate("fal-ai/flux/dev", {"prompt": "A LAMP"})

    assert [issue.code for issue in refused.value.issues] == ["acme_lamp.loud"]
    assert len(HOOKS[0].strip().splitlines()) <= 10


def test_the_entry_point_is_toml_that_discovery_reads() -> None:
    """The entry point of the README is valid, in the group that model plugins use."""
    project = tomllib.loads(_blocks("toml")[0])["project"]

    assert project["entry-points"]["limner.models"] == {"acme_lamp": "acme_lamp"}


def test_every_link_into_the_repository_leads_somewhere() -> None:
    """No relative link of the README or the contributing guide is dead."""
    for page in ("README.md", "CONTRIBUTING.md"):
        links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))
        dead = [link for link in links if "://" not in link and not (ROOT / link).exists()]

        assert dead == [], page


def test_the_reference_that_is_committed_is_the_one_that_is_rendered() -> None:
    """docs/model-parameter-reference.md is what `limner reference` prints."""
    printed = subprocess.run(
        [sys.executable, "-m", "limner", "reference"], capture_output=True, text=True, check=True
    ).stdout

    assert printed == (ROOT / "docs/model-parameter-reference.md").read_text(encoding="utf-8")
