"""The calls that the reference shows."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

import limner_plugins
from limner_registry.parameters import parameters
from limner_registry.reference import calls, render
from limner_registry.verdict import Verdict

DOCUMENTS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(next(iter(limner_plugins.__path__))).glob("*/model.json"))
]


@pytest.mark.parametrize("model", DOCUMENTS, ids=lambda model: model["endpoint_id"])
def test_the_shown_calls_are_valid(model: dict[str, Any]) -> None:
    """What the page tells to run passes the verdict and is one command for a shell."""
    takes = parameters(model["input"])
    arguments = {one.name: calls.example(one) for one in takes if one.required}
    command = calls.command(model["endpoint_id"], takes)

    assert Verdict.on_arguments(model["input"]).check(arguments) == ()
    assert shlex.split(command)[:3] == ["limner", "run", model["endpoint_id"]]
    assert f"\n{command}\n" in render([model])


@pytest.mark.parametrize(
    ("schema", "option", "value"),
    [
        ({"type": "string"}, 'it="..."', '"..."'),
        ({"type": "string", "x-limner-file": "image"}, "it=@photo.png", '"photo.png"'),
        ({"enum": ["blue hour"]}, 'it="blue hour"', '"blue hour"'),
        ({"enum": ["spring"]}, "it=spring", '"spring"'),
        ({"enum": ['say "$x"']}, "it='say \"$x\"'", '"say \\"$x\\""'),
        ({"enum": ["@home"]}, """it:='"@home"'""", '"@home"'),
        ({"enum": ["5", 5]}, """it:='"5"'""", '"5"'),
        ({"type": "integer", "exclusiveMinimum": 1}, "it=2", "2"),
        ({"type": "number", "maximum": 0.5}, "it=0.5", "0.5"),
        ({"type": "boolean"}, "it=true", "True"),
        ({"type": ["null", "string"]}, 'it="..."', '"..."'),
        (
            {"type": "array", "minItems": 2, "items": {"type": "string"}},
            """it:='["...", "..."]'""",
            '["...", "..."]',
        ),
        (
            {"properties": {"x": {"type": "integer"}, "y": {}}, "required": ["x"]},
            """it:='{"x": 1}'""",
            '{"x": 1}',
        ),
    ],
)
def test_calls_give_what_is_required(schema: Any, option: str, value: str) -> None:
    """Each kind of value is written so that a shell and Python pass on just that value."""
    takes = parameters({"properties": {"it": schema}, "required": ["it"]})

    assert calls.command("one/model", takes) == f"limner run one/model {option}"
    assert calls.python("one/model", takes) == f'limner.run("one/model", it={value})'


def test_names_that_python_refuses_are_passed_in_a_mapping() -> None:
    """A parameter may be called `from` or `two words`."""
    schema = {"properties": {"from": {}, "two words": {}}, "required": ["from", "two words"]}
    takes = parameters(schema)

    assert calls.python("m/m", takes) == (
        'limner.run("m/m", **{"from": "...", "two words": "..."})'
    )
    assert calls.command("m/m", takes) == ("""limner run m/m from:='"..."' 'two words:="..."'""")
