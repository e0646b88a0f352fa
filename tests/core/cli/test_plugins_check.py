"""`limner plugins check` says what a plugin doesn't keep, to people and to programs."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from plugin_shop import DOCUMENT

Limner = Callable[..., Result]
Terminal = Callable[..., Any]
Install = Callable[..., Path]

SOUND = """\
import limner

@limner.hookimpl
def validate_request(arguments):
    return []
"""
MISSPELT = SOUND.replace("(arguments)", "(argument)")
LOUD = SOUND.replace(
    "return []",
    "return [limner.Issue('/prompt', 'loud', 'no')] if arguments['prompt'] else None",
)


def lamp(
    install: Install, code: str = SOUND, document: Any = DOCUMENT, name: str = "limner_acme"
) -> Path:
    """Install the lamp; gives the folder of packages."""
    files = {f"{name}/__init__.py": code, f"{name}/model.json": json.dumps(document)}
    return install(name, files, models=f"{name} = {name}")


def faulty() -> dict[str, Any]:
    """The lamp with a default outside of its range, and a file that isn't marked."""
    document = copy.deepcopy(DOCUMENT)
    properties = document["input"]["properties"]
    properties["watts"]["default"] = 100
    del properties["image_url"]["x-limner-file"]
    return document


def test_three_planted_faults_are_named_and_no_other(install: Install, limner: Limner) -> None:
    """A default outside of its range, a hook with a misspelt argument, a file without a mark."""
    lamp(install, MISSPELT, faulty())

    answer = limner("plugins", "check", "limner_acme", "--examples", "3")

    failed = [one for one in json.loads(answer.stdout)["checks"] if one["status"] == "failed"]
    assert answer.exit_code == 9
    assert [(one["property"], one["endpoint_id"], one["pointer"]) for one in failed] == [
        ("plugin_can_be_used", None, None),
        ("files_are_marked", "acme/lamp", "/input/properties/image_url"),
        ("defaults_are_valid", "acme/lamp", "/input/properties/watts/default"),
    ]
    for one, told in zip(
        failed, ("{'argument'}", 'it needs "x-limner-file": "image"', "100, the def"), strict=True
    ):
        assert told in one["message"]


def test_the_plugin_passes_once_they_are_mended(install: Install, limner: Limner) -> None:
    """The same package without the faults is exit code 0, and keeps every property."""
    lamp(install)

    answer = limner("plugins", "check", "limner_acme", "--examples", "3")

    facts = json.loads(answer.stdout)
    assert (answer.exit_code, facts["passed"]) == (0, True)
    assert facts["counts"] == {"ok": len(facts["checks"]), "failed": 0, "skipped": 0}
    assert {one["plugin"] for one in facts["checks"]} == {"limner_acme"}


def test_people_get_a_table_and_every_failure(install: Install, terminal: Terminal) -> None:
    """On a terminal: a sign a property, then what is wrong, where, with the least example."""
    lamp(install, LOUD)

    seen = terminal("plugins", "check", "limner_acme", "--examples", "30", "--seed", "7")

    assert seen.exit_code == 9
    assert re.search(r"^edges_are_judged +✓  \d+ edges$", seen.text, re.MULTILINE)
    assert re.search(r"^arguments_are_sent_as_given +✗$", seen.text, re.MULTILINE)
    assert "✗ acme/lamp: arguments_are_sent_as_given" in seen.lines
    assert '    example: {"prompt": "0"}' in seen.lines
    assert seen.lines[-1] == "1 model, 22 properties: 1 failure; 30 examples each, seed 7."
    assert max(map(len, seen.lines)) <= 80


def test_several_models_stand_in_columns(
    install: Install, terminal: Terminal, limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name all enabled plugins are checked, each model in a column of its own."""
    lamp(install, document={**DOCUMENT, "title": ""})
    names = [one["name"] for one in json.loads(limner("plugins").stdout)["plugins"]]
    kept = {"limner_acme", "fal_ai_flux_dev", "sandbox"}
    monkeypatch.setenv("LIMNER_DISABLE", ",".join(set(names) - kept))

    seen = terminal("plugins", "check", "--examples", "1")

    assert seen.lines[:2] == ["   1  fal-ai/flux/dev", "   2  acme/lamp"]
    assert re.search(r"^document_keeps_the_format +✓ ✗$", seen.text, re.MULTILINE)
    assert "acme/lamp: the document breaks the format, so nothing is said of" in seen.text
    assert max(map(len, seen.lines)) <= 80


def test_coverage_is_shown_with_it(install: Install, limner: Limner) -> None:
    """`--coverage` tells of each rule of each parameter whether both of its sides were seen."""
    lamp(install)

    answer = limner("plugins", "check", "limner_acme", "--coverage", "--examples", "3")

    (report,) = json.loads(answer.stdout)["coverage"]
    assert (report["endpoint_id"], report["percent"], report["missing"]) == ("acme/lamp", 100, [])


def test_the_same_seed_finds_the_same(install: Install, limner: Limner) -> None:
    """Two runs of one seed answer alike, but for an import's time; they leave nothing behind."""
    lamp(install, LOUD)
    words = ("plugins", "check", "limner_acme", "--examples", "5", "--seed", "3")

    one, other = (re.sub(r"[\d.]+ ms", "", limner(*words).stdout) for _ in range(2))

    assert one == other
    assert [path.name for path in Path.cwd().iterdir()] == ["site"]


def test_a_name_that_is_not_there_is_a_matter_of_usage(install: Install, limner: Limner) -> None:
    """A misspelt name is met with the right one, a plugin without models with the reason."""
    lamp(install)

    misspelt, provider = (limner("plugins", "check", name) for name in ("limner_acne", "fal"))

    assert (misspelt.exit_code, provider.exit_code) == (2, 2)
    assert "did you mean limner_acme?" in misspelt.stderr
    assert "brings no models" in provider.stderr


@pytest.mark.parametrize(("absent", "code"), [("hypothesis", 1), ("pytest", 0)])
def test_what_draws_is_an_extra(absent: str, code: int, install: Install, piped: Any) -> None:
    """Without Hypothesis the command says what to install; pytest isn't needed for it."""
    site = lamp(install)
    (site / f"{absent}.py").write_text("raise ImportError('none')\n")

    done = piped("plugins", "check", "limner_acme", "--examples", "2")

    assert done.returncode == code
    if code:
        error = json.loads(done.stderr)["error"]
        assert (error["type"], error["hint"]) == ("MissingExtra", 'pip install "limner[testing]"')
