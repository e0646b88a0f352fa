"""`limner schema diff` and `limner schema rules`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

from limner_registry import Registry, installed, packaged_models
from limner_registry.comparison import RULES

if TYPE_CHECKING:
    from pathlib import Path

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

FLUX = "fal-ai/flux/dev"
DOCUMENT = Registry(packaged_models(installed()).models)[FLUX].document


def narrowed() -> dict[str, Any]:
    """flux/dev as if it drew at most two pictures from now on, and another size by default."""
    document: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    parameters = document["input"]["properties"]
    parameters["num_images"]["maximum"] = 2
    parameters["image_size"]["default"] = "square"
    return document


@pytest.fixture
def changed(tmp_path: Path) -> str:
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(narrowed()))
    return str(path)


def test_model_against_itself(limner: Limner) -> None:
    """Nothing changed, whatever was to fail."""
    answer = limner("schema", "diff", FLUX, FLUX, "--fail-on", "warning")

    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["changes"] == []


def test_json_names_rules_and_places(limner: Limner, changed: str) -> None:
    """Each change has its rule, severity, place and both values."""
    answer = json.loads(limner("schema", "diff", FLUX, changed).stdout)

    assert answer["counts"] == {"breaking": 1, "warning": 1, "safe": 0}
    first, second = answer["changes"]
    assert (first["rule"], first["place"]) == ("parameter-range-narrowed", "num_images")
    assert (second["old"], second["new"]) == ("landscape_4_3", "square")


def test_people_see_the_gravest_first(terminal: Terminal, changed: str) -> None:
    """On a terminal the changes are listed by what they do to callers."""
    seen = terminal("schema", "diff", FLUX, changed)

    assert seen.lines == [
        "Breaking (1)",
        "  parameter-range-narrowed   num_images: 1 to 4 is now 1 to 2",
        "Warning (1)",
        '  parameter-default-changed  image_size: default "landscape_4_3" is now "square"',
    ]
    assert max(map(len, seen.lines)) <= 80


@pytest.mark.parametrize(
    ("old_first", "fail_on", "exit_code"),
    [(True, "breaking", 9), (True, "warning", 9), (False, "breaking", 0), (False, "warning", 9)],
)
def test_exit_code_tells_what_was_to_fail(
    limner: Limner, changed: str, *, old_first: bool, fail_on: str, exit_code: int
) -> None:
    """Narrowing is breaking; widening isn't, but another default is worth a warning."""
    sides = [FLUX, changed] if old_first else [changed, FLUX]

    assert limner("schema", "diff", *sides, "--fail-on", fail_on).exit_code == exit_code


def test_markdown_is_a_table(limner: Limner, changed: str) -> None:
    """For a pull request: one row a change, with nothing that breaks the table."""
    text = limner("schema", "diff", FLUX, changed, "--format", "markdown").stdout

    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 3
    assert "| breaking | input | num\\_images: 1 to 4 is now 1 to 2 |" in rows[1]


def test_side_may_be_a_revision(limner: Limner, tmp_path: Path) -> None:
    """A file is compared with itself as git remembers it."""
    path = tmp_path / "model.json"
    path.write_text(json.dumps(DOCUMENT))
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)  # noqa: S607 -- wherever it is
    path.write_text(json.dumps(narrowed()))

    answer = json.loads(limner("schema", "diff", "HEAD:./model.json", "model.json").stdout)

    assert answer["counts"]["breaking"] == 1


@pytest.mark.parametrize(
    ("side", "exit_code", "says"),
    [
        ("none.json", 2, "There is no file 'none.json'"),
        ("HEAD:./none.json", 2, "git doesn't show 'HEAD:./none.json'"),
        ("--output=x:y", 2, "No such option"),
        ("fal-ai/flux/dv", 3, "did you mean fal-ai/flux"),
        ("broken.json", 3, "it is not JSON"),
        ("other.json", 3, "endpoint_id"),
        ("openapi.json", 2, "`limner models add openapi.json`"),
    ],
)
def test_side_that_is_none(
    limner: Limner, tmp_path: Path, side: str, exit_code: int, says: str
) -> None:
    """What can't be read is named, with the reason."""
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "other.json").write_text('{"document_version": 1}')
    (tmp_path / "openapi.json").write_text('{"openapi": "3.1.0"}')

    answer = limner("schema", "diff", side, FLUX)

    assert answer.exit_code == exit_code
    assert says in json.loads(answer.stderr)["error"]["message"]


def test_rules_are_listed(limner: Limner, terminal: Terminal) -> None:
    """All rules, for programs and for people."""
    listed = json.loads(limner("schema", "rules").stdout)["rules"]
    seen = terminal("schema", "rules")

    assert [rule["rule"] for rule in listed] == list(RULES)
    assert all(any(line.startswith(f"  {id_} ") for line in seen.lines) for id_ in RULES)
    assert max(map(len, seen.lines)) <= 80


@pytest.mark.parametrize("words", [("diff",), ("rules",)])
def test_help_is_there(limner: Limner, words: tuple[str, ...]) -> None:
    """Each has a help of its own, as text and as JSON; a model called so can't be shadowed."""
    text = limner("schema", *words, "--help").stdout
    facts = json.loads(limner("schema", *words, "--help", "--json").stdout)

    assert text.startswith(f"Usage: limner schema {words[0]}")
    assert facts["command"] == f"limner schema {words[0]}"
    assert facts["examples"]
