"""Commands that installed packages bring."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from limner.cli.app import cli

if TYPE_CHECKING:
    from pathlib import Path

CODE = '''
import click

@click.command()
@click.option("--times", default=1)
def light(times):
    """Light a lamp."""
    click.echo("light " * times)

no_command = 7
'''

POINTS = """
[limner.commands]
light = {module}:light
run = {module}:light
dark = {module}:nothing
seven = {module}:no_command
gone = {module}_that_is_not:light
"""

MODULE = "acme_commands_of_a_test"


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package with a few commands, some of them broken."""
    (tmp_path / f"{MODULE}.py").write_text(CODE)
    info = tmp_path / "acme_lamps-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text(POINTS.format(module=MODULE))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))
    monkeypatch.delitem(sys.modules, MODULE, raising=False)


def test_command_of_a_package_is_called_like_ours() -> None:
    """It is found by its name, and has its options."""
    answer = CliRunner().invoke(cli, ["light", "--times", "2"])

    assert (answer.exit_code, answer.output) == (0, "light light \n")


def test_help_names_it_and_its_package_and_imports_nothing() -> None:
    """A listing runs no code of a plugin, be it broken or not."""
    answer = CliRunner().invoke(cli, ["--help"])

    assert answer.exit_code == 0
    _, _, told = answer.output.partition("From plugins:")
    assert "light  acme_lamps" in told
    assert "gone   acme_lamps" in told
    assert MODULE not in sys.modules


def test_programs_are_told_of_it_likewise() -> None:
    """As JSON it is among the commands, with its package, and nothing is imported."""
    answer = CliRunner().invoke(cli, ["--help", "--json"])

    commands = {one["name"]: one for one in json.loads(answer.output)["commands"]}
    told = {"help": "From acme_lamps.", "distribution": "acme_lamps"}
    assert commands["light"] == {"name": "light", **told}
    assert commands["gone"] == {"name": "gone", **told}
    assert "distribution" not in commands["run"]
    assert MODULE not in sys.modules


def test_our_names_are_not_to_be_had() -> None:
    """A package can't take the place of a command of ours."""
    answer = CliRunner().invoke(cli, ["run", "--help"])

    assert "Light a lamp" not in answer.output
    assert MODULE not in sys.modules


@pytest.mark.parametrize("name", ["dark", "seven", "gone"])
def test_broken_one_is_an_error_with_its_name_when_it_is_called(name: str) -> None:
    """What can't be imported, or is no command, ends with the code of a broken plugin."""
    answer = CliRunner().invoke(cli, [name])

    assert answer.exit_code == 13
    assert name in answer.stderr


def test_one_that_is_switched_off_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """`LIMNER_DISABLE` leaves out commands, too."""
    monkeypatch.setenv("LIMNER_DISABLE", "light")

    answer = CliRunner().invoke(cli, ["light"])

    assert answer.exit_code == 2
    assert "There is no command" in answer.stderr
