"""`--help --json`: what the help says, for programs."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from limner_registry import Registry, installed, packaged_models

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Limner = Callable[..., Result]

MODELS = Registry(packaged_models(installed()).models)

COMMANDS = [
    *("", "models", "schema", "validate", "price", "run", "rerun", "reference"),
    *("budget", "budget clear", "budget set"),
    *("keys", "keys list", "keys remove", "keys set"),
    *("plugins", "plugins list", "plugins show", "doctor"),
]


def _help(limner: Limner, *words: str) -> dict[str, Any]:
    answer = limner(*words, "--help", "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help_as_json(limner: Limner, command: str) -> None:
    """One object with the usage, the help, every option of the text, and examples."""
    told = _help(limner, *command.split())
    text = limner(*command.split(), "--help").stdout

    assert told["command"] == f"limner {command}".strip()
    assert " ".join(text.split()).startswith(f"Usage: {told['usage']}")
    assert told["help"]
    assert told["examples"]
    for option in told["options"]:
        assert option.keys() >= {"names", "help", "required", "multiple"}
        assert ", ".join(option["names"]) in text
    for one in told.get("commands", ()):
        assert one.keys() == {"name", "help"}
        assert f"  {one['name']} " in text


@pytest.mark.parametrize("command", COMMANDS)
def test_either_order_will_do(limner: Limner, command: str) -> None:
    """`--json --help` is the same as `--help --json`; the short option is too."""
    words = command.split()
    told = limner(*words, "--help", "--json").stdout

    assert limner(*words, "--json", "--help").stdout == told
    assert limner(*words, "-h", "--json").stdout == told


def test_help_is_text_without_json_even_into_a_pipe(limner: Limner) -> None:
    """Only who asks for JSON gets it."""
    assert limner("run", "--help").stdout.startswith("Usage: ")
    assert limner("run", "fal-ai/flux/dev", "--help").stdout.startswith("Usage: ")


def test_the_root_tells_the_commands_and_the_environment(limner: Limner) -> None:
    """All commands are listed, and the variables that are heeded; `--json` alone will do."""
    told = _help(limner)

    listed = [
        *COMMANDS[1:7],
        "jobs",
        "receipts",
        "cache",
        "budget",
        "keys",
        "plugins",
        "doctor",
        "reference",
    ]
    assert [one["name"] for one in told["commands"]] == listed
    assert "FAL_KEY" in [one["name"] for one in told["environment"]]
    assert json.loads(limner("--json").stdout) == told


def test_options_tell_what_they_take(limner: Limner) -> None:
    """Choices, defaults and metavariables are there where there are any."""
    (style,) = [o for o in _help(limner, "reference")["options"] if o["names"] == ["--style"]]
    run = {option["names"][0]: option for option in _help(limner, "run")["options"]}

    assert (style["choices"], style["default"]) == (["full", "original"], "full")
    assert run["-o"]["metavar"] == "NAME VALUE"
    assert run["-o"]["multiple"] is True
    assert run["--output"]["default"] == "./"
    assert "metavar" not in run["--sandbox"]


@pytest.mark.parametrize("verb", ["run", "validate"])
@pytest.mark.parametrize("endpoint_id", MODELS)
def test_a_models_help_has_its_parameters(limner: Limner, endpoint_id: str, verb: str) -> None:
    """Each parameter is there with the words of its JSON Schema; every spelling is told."""
    model = MODELS[endpoint_id]

    told = _help(limner, verb, endpoint_id)

    assert told["endpoint_id"] == endpoint_id
    assert (told["title"], told["category"]) == (model.title, model.category)
    assert [one["name"] for one in told["parameters"]] == [one.name for one in model.parameters]
    for one in told["parameters"]:
        schema = model.input["properties"][one["name"]]
        for keyword in {"minimum", "maximum", "maxLength", "default"} & schema.keys():
            assert one[keyword] == schema[keyword]
        assert one["required"] == (one["name"] in model.input.get("required", ()))
        if "enum" in schema:
            assert one["choices"] == [value for value in schema["enum"] if value is not None]
    assert [one["name"] for one in told["spellings"]][:2] == ["name=value", "name:=JSON"]
    assert all(call.startswith(f"limner {verb} {endpoint_id} ") for call in told["examples"])


def test_nested_members_are_within(limner: Limner) -> None:
    """Members of an object, and of a list's elements, are where they belong."""
    size = {one["name"]: one for one in _help(limner, "run", "fal-ai/flux/dev")["parameters"]}
    video = _help(limner, "run", "fal-ai/kling-video/v1/standard/image-to-video")
    masks = {one["name"]: one for one in video["parameters"]}["dynamic_masks"]

    width, height = size["image_size"]["members"]
    assert (width["name"], width["exclusiveMinimum"], width["maximum"]) == ("width", 0, 14142)
    assert height["type"] == "integer"
    assert masks["type"] == "array"
    assert [one["name"] for one in masks["items"]["members"]] == ["mask_url", "trajectories"]
    assert masks["items"]["members"][0]["file"] == "image"


def test_an_unknown_model_is_an_error_in_json(limner: Limner) -> None:
    """Help about a model that there isn't ends as every other command about it."""
    answer = limner("run", "fal-ai/flux/dv", "--help", "--json")

    assert answer.exit_code == 3
    assert json.loads(answer.stderr)["error"]["type"] == "UnknownModel"


def test_json_may_stand_before_a_command(limner: Limner, terminal: Callable[..., Any]) -> None:
    """`limner --json models` is `limner models --json`."""
    seen = terminal("--json", "models", "upscale")

    assert json.loads(seen.text) == json.loads(limner("models", "upscale").stdout)


def test_the_help_names_itself(limner: Limner) -> None:
    """The root's help shows how a program asks for help."""
    examples = _help(limner)["examples"]

    assert shlex.split(examples[-1])[-2:] == ["--help", "--json"]
