"""Each property is kept by a plugin in which all is well, and broken by one with its fault."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from plugin_shop import DOCUMENT, Shop

from limner.testing.candidate import Subject, of_package
from limner.testing.properties import OF_EACH_MODEL, OF_PLUGINS
from limner.testing.property import Effort, Outcome
from limner_registry import Issue, Model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EFFORT = Effort(60)
NAMES = [one.name for one in (*OF_PLUGINS, *OF_EACH_MODEL)]


def outcome_of(name: str, package: str) -> Outcome:
    """What comes of one property of a package with one model."""
    (candidate,) = of_package(package)
    for whole in OF_PLUGINS:
        if whole.name == name:
            return whole.outcome(candidate, EFFORT)
    (one,) = (one for one in OF_EACH_MODEL if one.name == name)
    return one.outcome(candidate.subjects[0], EFFORT)


def changed(place: str, value: Any) -> dict[str, Any]:
    """The document with another value at a place; None takes it away."""
    *above, last = place.split("/")
    new: dict[str, Any] = copy.deepcopy(DOCUMENT)
    inside = new
    for step in above:
        inside = inside[step]
    if value is None:
        del inside[last]
    else:
        inside[last] = value
    return new


def test_a_sound_plugin_keeps_all_properties(shop: Shop) -> None:
    """Nothing fails, and nothing is skipped."""
    package = shop.install()

    found = {name: outcome_of(name, package) for name in NAMES}

    assert {name: str(one) for name, one in found.items() if one.status != "ok"} == {}


RULE = """\
import limner

@limner.hookimpl
def validate_request(arguments):
    {}
"""
REFUSE = "return [limner.Issue('{place}', '{code}', 'no')] if {when} else None"
STATEFUL = "import itertools\nCALLS = itertools.count()\n" + RULE

FAULTS_OF_CODE: dict[str, tuple[str, str]] = {
    "plugin_can_be_used": (RULE.replace("(arguments)", "(argumnets)").format("pass"), "argumnets"),
    "import_does_nothing_else": ("print('Lamps 1.0, by Acme')\n", "prints 'Lamps 1.0, by Acme'"),
    "validation_is_pure": (
        STATEFUL.format(REFUSE.format(place="", code="acme.no", when="next(CALLS) % 2")),
        "judged differently",
    ),
    "validation_is_idempotent": (
        "SEEN = []\n"
        + RULE.format(
            "SEEN.append(dict(arguments)); "
            + REFUSE.format(place="", code="acme.no", when="SEEN.count(SEEN[-1]) % 2 == 0")
        ),
        "validated again, they are refused: no",
    ),
    "arguments_are_sent_as_given": (
        """\
import limner

@limner.hookimpl
def prepare_request(request):
    return request.with_arguments({**request.arguments, "watts": 61})
""",
        "after its prepare_request, acme/lamp does not take these arguments:\n  /watts: 61 is too",
    ),
    "sandbox_result_is_valid": (
        """\
import limner
from limner.rendering import Rendering

@limner.hookimpl
def render_sandbox(request):
    return Rendering(fields={"watts": "forty"})
""",
        "watts must be a whole number",
    ),
}


@pytest.mark.parametrize("name", FAULTS_OF_CODE)
def test_a_fault_of_the_code_is_found(name: str, shop: Shop) -> None:
    """A plugin whose code has the fault breaks the property, and is told what is wrong."""
    code, told = FAULTS_OF_CODE[name]

    outcome = outcome_of(name, shop.install(code=code))

    assert outcome.status == "failed"
    assert told in str(outcome)


RULES = {
    "raise KeyError('watts')": ("validation_is_pure", "its validate_request raised"),
    "return 5": ("validation_is_pure", "its validate_request returned 5, which is no Iterable"),
    REFUSE.format(place="", code="loud", when="arguments['prompt']"): (
        "arguments_are_sent_as_given",
        "the code 'loud' doesn't begin with the plugin's name and a point",
    ),
    REFUSE.format(place="prompt", code="acme.loud", when="arguments['prompt']"): (
        "arguments_are_sent_as_given",
        "'prompt' is no JSON pointer",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_faulty_rule_is_found(rule: str, shop: Shop) -> None:
    """A rule that fails, or whose issues aren't as they should be, is told as what it is."""
    name, told = RULES[rule]

    outcome = outcome_of(name, shop.install(code=RULE.format(rule)))

    assert outcome.status == "failed"
    assert told in str(outcome)


def test_what_nothing_is_known_of_is_skipped(shop: Shop) -> None:
    """Where rules refuse all that is drawn, or code can't be used, a property says nothing."""
    strict = RULE.format(REFUSE.format(place="", code="acme.no", when="True"))
    package = shop.install(code=strict)
    refused = [
        outcome_of(name, package)
        for name in ("arguments_are_sent_as_given", "sandbox_result_is_valid")
    ]
    broken = outcome_of("validation_is_pure", shop.install("limner_apex", "raise ValueError\n"))
    lawless = shop.install(
        "limner_axle", document=changed("input", {"additionalProperties": True})
    )
    free = outcome_of("invalid_arguments_are_refused", lawless)

    assert {one.status for one in (*refused, broken, free)} == {"skipped"}
    assert refused[0].message == "the plugin's rules refuse all 60 examples"
    assert broken.message == "the plugin can't be used"


FAULTS_OF_DOCUMENTS: dict[str, tuple[str, Any, str]] = {
    "document_keeps_the_format": ("price/date", None, "/price/date"),
    "names_are_unique": ("aliases", ["fal-ai/flux/dev"], "/endpoint_id"),
    "parameters_are_described": (
        "input/properties/watts/description",
        None,
        "/input/properties/watts",
    ),
    "files_are_marked": (
        "input/properties/image_url/x-limner-file",
        None,
        "/input/properties/image_url",
    ),
    "defaults_are_valid": (
        "input/properties/watts/default",
        61,
        "/input/properties/watts/default",
    ),
    "examples_are_valid": (
        "input/properties/watts/examples",
        [25, 0],
        "/input/properties/watts/examples",
    ),
    "command_line_reads_back": (
        "input/properties/a=b",
        {"type": "integer", "description": "Two things."},
        "/a=b",
    ),
    "openapi_leads_back": ("input/required", ["prompt", "colour"], "/input/properties/colour"),
}


@pytest.mark.parametrize("name", FAULTS_OF_DOCUMENTS)
def test_a_fault_of_the_document_is_found(name: str, shop: Shop) -> None:
    """A document with the fault breaks the property, and the place is told."""
    place, value, pointer = FAULTS_OF_DOCUMENTS[name]

    outcome = outcome_of(name, shop.install(document=changed(place, value)))

    assert (outcome.status, outcome.pointer) == ("failed", pointer), str(outcome)


@dataclass(frozen=True, repr=False, eq=False)
class Misjudging(Model):
    """A model that refuses the lamp's 1 watt, and takes its 61."""

    def check(self, arguments: Mapping[str, Any]) -> tuple[Issue, ...]:
        watts = arguments.get("watts") if isinstance(arguments, dict) else None
        if isinstance(watts, int) and not isinstance(watts, bool) and watts in {1, 61}:
            return (Issue("/watts", "greater_than_equal", "no"),) if watts == 1 else ()
        return super().check(arguments)

    def check_result(self, result: Mapping[str, Any]) -> tuple[Issue, ...]:
        return (Issue("/watts", "type", "no"),) if result["watts"] else ()


@dataclass(frozen=True, eq=False)
class Believed(Subject):
    """A model whose document is believed to keep the format."""

    sound = True


def misjudging(subject: Subject) -> Subject:
    return replace(subject, model=Misjudging(subject.model.document, subject.model.origin))


def without_output(subject: Subject) -> Subject:
    document = {name: one for name, one in subject.model.document.items() if name != "output"}
    model = Model(document, subject.model.origin)
    return Believed(model, subject.client, subject.sandbox)


FAULTS_OF_OURS: dict[str, tuple[Callable[[Subject], Subject], Any]] = {
    "valid_arguments_are_taken": (misjudging, {"prompt": "", "watts": 1}),
    "invalid_arguments_are_refused": (misjudging, {"prompt": "", "watts": 61}),
    "edges_are_judged": (misjudging, {"prompt": "", "watts": 1}),
    "verdict_is_that_of_jsonschema": (misjudging, {"prompt": "", "watts": 1}),
    "sandbox_refuses_alike": (misjudging, {"prompt": "", "watts": 1}),
    "drawn_results_are_valid": (
        misjudging,
        {"image": {"url": "https://example.com/.png"}, "watts": 1},
    ),
    "reference_can_be_written": (without_output, None),
}


@pytest.mark.parametrize("name", FAULTS_OF_OURS)
def test_a_fault_of_limner_is_found(name: str, shop: Shop) -> None:
    """Where the verdict or the reference has the fault, the property shows its least example."""
    plant, example = FAULTS_OF_OURS[name]
    (candidate,) = of_package(shop.install())
    (one,) = (one for one in OF_EACH_MODEL if one.name == name)

    outcome = one.outcome(plant(candidate.subjects[0]), Effort(300))

    assert (outcome.status, outcome.example) == ("failed", example), str(outcome)


def test_code_that_is_imported_at_start_up_is_found(shop: Shop) -> None:
    """`listing_runs_no_code` fails where something imports the plugin whenever Python starts."""
    package = shop.install()
    (shop.folder / "sitecustomize.py").write_text(f"import {package}\n")

    assert outcome_of("listing_runs_no_code", package).status == "failed"


def test_every_property_has_a_fault_here() -> None:
    """No property is left untried."""
    tried = {*FAULTS_OF_CODE, *FAULTS_OF_DOCUMENTS, *FAULTS_OF_OURS, "listing_runs_no_code"}

    assert tried == set(NAMES)


SIDE_EFFECTS = {
    "open('lamps.txt', 'w').close()": "writes to lamps.txt",
    "import os; os.environ['LAMPS'] = '1'": "sets the environment variable LAMPS",
    "import os; os.mkdir('lamps')": "makes the folder lamps",
    "import sys; print('hm', file=sys.stderr)": "prints 'hm'",
    "import subprocess, sys; subprocess.run([sys.executable, '-V'])": "starts the process",
    "import threading, time\nthreading.Thread(target=time.sleep, args=[1]).start()": (
        "starts the thread"
    ),
    "import socket\ntry: socket.create_connection(('192.0.2.1', 80), 1)\nexcept OSError: pass": (
        "calls 192.0.2.1:80"
    ),
    "import urllib.request\nurllib.request.urlopen('http://acme.invalid/')": "there is no network",
    "import os; os._exit(4)": "exit code 4",
}


@pytest.mark.parametrize("code", SIDE_EFFECTS)
def test_a_side_effect_of_an_import_is_told(code: str, shop: Shop) -> None:
    """Whatever else an import does, it is named; without a network, nothing gets out."""
    outcome = outcome_of("import_does_nothing_else", shop.install(code=f"{code}\n"))

    assert outcome.status == "failed"
    assert SIDE_EFFECTS[code] in str(outcome)


def test_the_page_says_what_holds() -> None:
    """docs/testing.md has each property with its sentence, in order, and no other."""
    page = (Path(__file__).parents[3] / "docs/testing.md").read_text(encoding="utf-8")
    told = [(one.name, one.sentence) for one in OF_PLUGINS]
    told += [(one.name, one.sentence) for one in OF_EACH_MODEL]

    assert re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE) == told
