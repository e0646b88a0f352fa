"""What help texts say: of the commands, and of each model."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from limner.cli.subcommands import SUBCOMMANDS
from limner_registry import Registry, installed, packaged_models

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Limner = Callable[..., Result]

MODELS = Registry(packaged_models(installed()).models)


def _examples(text: str) -> list[list[str]]:
    """The calls that a help text shows, as words."""
    calls = re.findall(r"^ +(limner .+)$", text.replace("\\\n", " "), re.MULTILINE)
    return [shlex.split(call) for call in calls]


@pytest.mark.parametrize(
    "command",
    [
        *("", "validate", "run", "plugins", "plugins show", "plugins list"),
        *("reference", "price", "rerun", "keys", "doctor", *SUBCOMMANDS),
        *(f"{first} {word}" for first, words in SUBCOMMANDS.items() for word in words),
    ],
)
def test_every_help_text_fits_80_columns(limner: Limner, command: str) -> None:
    """Every command explains itself within 80 columns."""
    answer = limner(*command.split(), "--help")

    assert answer.exit_code == 0
    assert answer.stdout.startswith(f"Usage: limner{' ' * bool(command)}{command} ")
    assert max(map(len, answer.stdout.splitlines())) <= 80
    assert all(words[-1:] != ["\\"] for words in _examples(answer.stdout))
    assert _examples(answer.stdout.partition("Examples:\n")[2])


def test_the_bare_command_helps(limner: Limner) -> None:
    """`limner` alone prints the help."""
    assert limner().stdout == limner("--help").stdout
    assert limner().exit_code == 0


@pytest.mark.parametrize(
    "words", ["", "jobs resume", "run fal-ai/flux/dev", "--json", "keys --json"]
)
def test_help_is_a_word_too(limner: Limner, words: str) -> None:
    """`limner help jobs resume` is `limner jobs resume --help`."""
    asked = limner("help", *words.split())

    assert asked.exit_code == 0
    assert asked.stdout == limner(*words.split(), "--help").stdout


def test_only_what_there_is_is_announced(limner: Limner) -> None:
    """The help lists the commands of now, and none of later."""
    text = limner("--help").stdout

    commands = text.partition("Commands:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  (\w+)", commands, re.MULTILINE) == [
        "models",
        "schema",
        "validate",
        "price",
        "run",
        "rerun",
        "jobs",
        "receipts",
        "cache",
        "budget",
        "keys",
        "plugins",
        "doctor",
        "reference",
    ]


@pytest.mark.parametrize("command", SUBCOMMANDS)
def test_a_command_lists_those_after_it(limner: Limner, command: str) -> None:
    """Each with what it does, in the order in which people need them; a program gets the same."""
    text = limner(command, "--help").stdout
    told = json.loads(limner(command, "--help", "--json").stdout)["commands"]

    commands = text.partition("Commands:\n")[2].partition("\n\n")[0]
    listed = re.findall(r"^  (\w+)  +\S", commands, re.MULTILINE)
    assert listed == [one["name"] for one in told] == [*SUBCOMMANDS[command]]


@pytest.mark.parametrize("verb", ["run", "validate"])
@pytest.mark.parametrize("endpoint_id", MODELS)
def test_a_models_help_has_every_parameter(limner: Limner, endpoint_id: str, verb: str) -> None:
    """Each parameter is there with its choices, range and default, required ones first."""
    model = MODELS[endpoint_id]

    text = limner(verb, endpoint_id, "--help").stdout

    joined = " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    assert model.title in text
    for parameter in (inside for one in model.parameters for inside in one.walk()):
        assert re.search(rf"^ +{parameter.name}( |$)", text, re.MULTILINE)
        assert parameter.range_text in joined
        assert all(str(choice) in joined for choice in parameter.choices or ())
    required = [one.name for one in model.parameters if one.required]
    names = re.findall(r"^  (\w+) +\S", text.partition("Parameters:")[2], re.MULTILINE)
    assert names[: len(required)] == required


@pytest.mark.parametrize("endpoint_id", MODELS)
def test_the_examples_of_a_model_work(limner: Limner, endpoint_id: str) -> None:
    """What a model's help suggests passes the verdict, but for the file that it can't know."""
    for example in _examples(limner("validate", endpoint_id, "--help").stdout):
        answer = limner(*example[1:])

        assert not re.search(r'"code": "(?!file_not_found)', answer.stdout), example
        assert answer.stderr == ""


def test_the_seasons_are_shown(limner: Limner) -> None:
    """`limner run bria/fibo-edit/reseason --help` shows the four seasons."""
    text = limner("run", "bria/fibo-edit/reseason", "--help").stdout

    assert "  season     required: one of spring, summer, autumn, winter\n" in text


@pytest.mark.parametrize("words", [("run", "--dry-run", "ID", "-h"), ("run", "-h", "ID")])
def test_options_may_stand_on_either_side_of_the_id(
    limner: Limner, words: tuple[str, ...]
) -> None:
    """The help of the model is found wherever the question stands."""
    answer = limner(*("fal-ai/flux/dev" if word == "ID" else word for word in words))

    assert answer.stdout.startswith(
        "Usage: limner run fal-ai/flux/dev [NAME=VALUE]... [OPTIONS]\n"
    )


def test_our_options_win_over_a_parameters(install: Callable[..., Any], limner: Limner) -> None:
    """A parameter with the name of an option of ours is reached by `-o` and `name=value`."""
    document = {
        "document_version": 1,
        "endpoint_id": "acme/lamp",
        "provider": "sandbox",
        "title": "Lamp",
        "category": "text-to-image",
        "input": {
            "type": "object",
            "properties": {"output": {"type": "string"}, "json": {"type": "boolean"}},
        },
        "output": {"type": "object"},
    }
    install(
        "acme",
        {"acme/__init__.py": "", "acme/model.json": json.dumps(document)},
        models="a = acme",
    )

    words = ("--output", "here/", "--json", "-o", "output", "x", "json=true", "--dry-run")
    told = json.loads(limner("run", "acme/lamp", *words).stdout)

    assert told["arguments"] == {"output": "x", "json": True}
