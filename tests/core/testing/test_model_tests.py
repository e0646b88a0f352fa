"""`ModelTests` gives a plugin's author a test for each property and model, in three lines."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from plugin_shop import DOCUMENT, Ran, Shop, run_pytest

from limner.testing.properties import OF_EACH_MODEL, OF_PLUGINS

if TYPE_CHECKING:
    from pathlib import Path

THREE_LINES = """\
from limner.testing import ModelTests

class TestModels(ModelTests):
    package = "limner_acme"
"""
QUICK = ("--limner-examples", "5")


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    """A folder with tests of a sound plugin."""
    shop.install()
    return tmp_path


def run(folder: Path, text: str, *words: str) -> Ran:
    """Run pytest on one file of tests."""
    (folder / "test_lamps.py").write_text(text, encoding="utf-8")
    return run_pytest(folder, *(words or QUICK))


def test_without_the_extra_it_says_which_one() -> None:
    """Whoever has no Hypothesis is told what to install."""
    script = "import sys; sys.modules['hypothesis'] = None; from limner.testing import ModelTests"

    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert "MissingExtra: limner.testing.ModelTests needs" in ran.stderr
    assert "limner[testing]" in ran.stderr


def test_three_lines_are_a_test_for_each_property(folder: Path) -> None:
    """All pass for a sound plugin; what they're called says which property of which model."""
    ran = run(folder, THREE_LINES)

    names = {f"TestModels::test_{one.name}[limner_acme]" for one in OF_PLUGINS}
    names |= {f"TestModels::test_{one.name}[acme/lamp]" for one in OF_EACH_MODEL}
    own = "TestModels::test_nothing_is_left_out_without_a_reason"
    assert ran.outcomes == dict.fromkeys([*names, own], "PASSED"), ran.text


RULE = """\
import limner

@limner.hookimpl
def validate_request(arguments):
    return [limner.Issue("/prompt", "{}", "no")] if arguments["prompt"] else None
"""


def test_a_failure_is_told_without_a_trace(folder: Path, shop: Shop) -> None:
    """What is wrong, where, and the least example; nothing of how that was found out."""
    shop.install(code=RULE.format("loud"))

    ran = run(folder, THREE_LINES, "-k", "sent_as_given")

    assert ran.outcomes == {"TestModels::test_arguments_are_sent_as_given[acme/lamp]": "FAILED"}
    assert "the code 'loud' doesn't begin with the plugin's name and a point" in ran.text
    assert '  example: {"prompt": "0"}' in ran.text
    assert "Traceback" not in ran.text


def test_what_the_rules_refuse_is_told(folder: Path, shop: Shop) -> None:
    """At the end stands how many of the examples a plugin's own rules have refused."""
    shop.install(code=RULE.format("acme.loud"))

    ran = run(folder, THREE_LINES, "-k", "sent_as_given")

    assert " of 50 examples were refused" in ran.text


LEFT_OUT = """\
from limner.testing import ModelTests

class TestSkipped(ModelTests):
    package = "limner_acme"
    skips = {"edges_are_judged": "there are too many"}

class TestOverridden(ModelTests):
    package = "limner_acme"
    overrides = {"edges_are_judged": "they take a day"}
    def test_edges_are_judged(self): pass

class TestSilent(ModelTests):
    package = "limner_acme"
    def test_edges_are_judged(self): pass

class TestDeleted(ModelTests):
    package = "limner_acme"
    test_names_are_unique = None

class TestBlank(ModelTests):
    package = "limner_acme"
    skips = {"files_are_marked": " "}

class TestUnknown(ModelTests):
    package = "limner_acme"
    skips = {"corners_are_judged": "there are none"}
"""


def test_nothing_is_left_out_in_silence(folder: Path) -> None:
    """What is skipped or overridden needs a reason, or a test of the kit's own fails."""
    ran = run(folder, LEFT_OUT, *QUICK, "-k", "edges or left_out", "-rs")

    own = "test_nothing_is_left_out_without_a_reason"
    kept = {name.partition("::")[0] for name, one in ran.outcomes.items() if one != "FAILED"}
    failed = {name for name, one in ran.outcomes.items() if one == "FAILED"}
    assert ran.outcomes["TestSkipped::test_edges_are_judged[acme/lamp]"] == "SKIPPED"
    assert ran.outcomes["TestOverridden::test_edges_are_judged"] == "PASSED"
    assert {"TestSkipped", "TestOverridden"} <= kept
    assert failed == {f"Test{one}::{own}" for one in ("Silent", "Deleted", "Blank", "Unknown")}
    for told in (
        "there are too many",
        "test_edges_are_judged is overridden: say why, as overrides = {'edges_are_judged': '...'}",
        "test_names_are_unique is overridden",
        "files_are_marked is left out, and there is no reason",
        "there is no property 'corners_are_judged'",
    ):
        assert told in ran.text


def test_objects_and_documents_can_be_tested_too(folder: Path) -> None:
    """A plugin object, or documents alone, have the properties of models."""
    (folder / "lamp.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    text = """\
import json, pathlib, limner
from limner.testing import ModelTests

LAMP = json.loads((pathlib.Path(__file__).parent / "lamp.json").read_text())

class Lamps:
    @limner.hookimpl
    def register_models(self):
        return [LAMP | {"endpoint_id": "acme/other"}]

class TestDocuments(ModelTests):
    documents = [LAMP | {"endpoint_id": "acme/third"}]

class TestObjects(ModelTests):
    plugins = [Lamps()]
"""

    ran = run(folder, text)

    assert set(ran.outcomes.values()) == {"PASSED", "SKIPPED"}
    assert sum("[acme/other]" in one for one in ran.outcomes) == len(OF_EACH_MODEL)
    assert "TestDocuments::test_edges_are_judged[acme/third]" in ran.outcomes


def test_what_cannot_be_tested_says_so(folder: Path) -> None:
    """A class that names nothing, or a package that nobody has installed, is an error."""
    text = THREE_LINES.replace("limner_acme", "limner_apex")

    ran = run(folder, f"{text}\nclass TestNothing(ModelTests):\n    pass\n")

    assert ran.code == 2
    assert "nothing registers the package limner_apex under the entry point" in ran.text
    assert "TestNothing needs one of: package, plugins, documents" in ran.text
