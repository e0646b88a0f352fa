"""The model document: one definition, from which its JSON Schema is generated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from limner_registry import InvalidDocument
from limner_registry.document import check_document, document_schema

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "registry" / "limner_registry" / "model-document.schema.json"
MODELS = sorted((ROOT / "plugins" / "limner_plugins").glob("*/model.json"))

DOCUMENT: dict[str, Any] = {
    "document_version": 1,
    "endpoint_id": "acme/lamp",
    "provider": "fal",
    "title": "Lamp",
    "category": "text-to-image",
    "price": {
        "amount": 0.01,
        "unit": "image",
        "currency": "USD",
        "source": "acme.example",
        "date": "2026-11-22",
    },
    "input": {"type": "object", "properties": {"prompt": {"type": "string"}}},
    "output": {"type": "object"},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The document with another value at a place, or without the member if there is none."""
    document: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    *parents, last = path.split("/")
    place = document
    for name in parents:
        place = place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


def published_schema_accepts(document: Any) -> bool:
    schema = json.loads(PUBLISHED.read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(document)


def test_the_published_schema_is_current() -> None:
    """The file is what `python -m limner_registry.document` prints, and is valid itself."""
    command = [sys.executable, "-m", "limner_registry.document"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert PUBLISHED.read_text("utf-8") == printed
    assert json.loads(printed) == document_schema()
    Draft202012Validator.check_schema(document_schema())


def test_there_are_thirteen_documents() -> None:
    """The next test looks at all of them."""
    assert len(MODELS) == 13


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.parent.name)
def test_every_document_satisfies_the_published_schema(path: Path) -> None:
    """What an editor completes and checks is what our documents are."""
    assert published_schema_accepts(json.loads(path.read_text("utf-8")))


GOOD: dict[str, Any] = {
    "as it is": DOCUMENT,
    "least": {name: DOCUMENT[name] for name in DOCUMENT if name != "price"},
    "no price": changed("price", None),
    "free": changed("price/amount", 0),
    "every call is a unit": changed("price/count", []),
    "nobody knows how": changed("price/count", None),
    "by the thousand": changed(
        "price/count",
        [{"parameter": "prompt", "measure": "length", "per": 1000, "round_up": True}],
    ),
    "by choice": changed("price/count", [{"parameter": "prompt", "values": {"8s": 8, "a": 0.5}}]),
    "aliases": changed("aliases", ["acme/old", "a/b/c.d_e-f"]),
    "links": changed("links", {"page": "https://acme.example/lamp"}),
    "successor": changed("successor", "acme/lantern"),
    "deprecated": changed("deprecated", True),  # noqa: FBT003
    "$schema": changed("$schema", "../model-document.schema.json"),
    "reference": changed("input", {"$ref": "#/$defs/A%20b", "$defs": {"A b": {}}}),
    "file": changed("input/properties/prompt", {"x-limner-file": "video"}),
    "size": changed("input/properties/prompt", {"x-limner-max-bytes": 1}),
}
BAD: dict[str, Any] = {
    "a list": [],
    "nothing": None,
    "version 2": changed("document_version", 2),
    "version in words": changed("document_version", "1"),
    "no id": changed("endpoint_id", ...),
    "id of one part": changed("endpoint_id", "lamp"),
    "id with a space": changed("endpoint_id", "acme/la mp"),
    "id upwards": changed("endpoint_id", "acme/../lamp"),
    "no title": changed("title", ""),
    "title in numbers": changed("title", 3),
    "no provider": changed("provider", ...),
    "category null": changed("category", None),
    "alias alone": changed("aliases", "acme/old"),
    "alias of one part": changed("aliases", ["old"]),
    "yes": changed("deprecated", "yes"),
    "plain http": changed("links", {"page": "http://acme.example"}),
    "unknown link": changed("links", {"home": "https://acme.example"}),
    "unknown member": changed("colour", "red"),
    "price in words": changed("price/amount", "0.01"),
    "negative price": changed("price/amount", -1),
    "small currency": changed("price/currency", "usd"),
    "no source": changed("price/source", ...),
    "date as a number": changed("price/date", 20261122),
    "date with a time": changed("price/date", "2026-11-22T00:00:00"),
    "no such date": changed("price/date", "2026-02-30"),
    "count of nothing": changed("price/count", [{}]),
    "count by age": changed("price/count", [{"parameter": "prompt", "measure": "age"}]),
    "count per nothing": changed("price/count", [{"parameter": "prompt", "per": 0}]),
    "values in words": changed("price/count", [{"parameter": "prompt", "values": {"a": "b"}}]),
    "count alone": changed("price/count", {"parameter": "prompt"}),
    "input in words": changed("input", "object"),
    "input true": changed("input", True),  # noqa: FBT003
    "no such type": changed("input/type", "objct"),
    "properties in a list": changed("output/properties", []),
}


@pytest.mark.parametrize("case", GOOD)
def test_a_good_document_passes(case: str) -> None:
    """Our check and the published schema accept what the format allows."""
    check_document(GOOD[case], "acme")

    assert published_schema_accepts(GOOD[case])


@pytest.mark.parametrize("case", BAD)
def test_a_bad_document_fails(case: str) -> None:
    """Our check and the published schema refuse the same things."""
    with pytest.raises(InvalidDocument, match=r"^acme: "):
        check_document(BAD[case], "acme")

    assert not published_schema_accepts(BAD[case])


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("input/$ref", "#/$defs/Nowhere", "the reference #/.defs/Nowhere leads nowhere"),
        ("output/$ref", "https://elsewhere.example/x", "leads nowhere in this schema"),
        ("input/$ref", "#", "it leads to itself without end"),
        ("output/anyOf", [{}, {"$ref": "#"}], "it leads to itself without end"),
        ("input/x-limner-file", "picture", "'picture', not one of image"),
        ("input/x-limner-max-bytes", "8 MiB", "'8 MiB', not a number of bytes"),
        ("input/x-limner-max-bytes", True, "True, not a number of bytes"),
        ("input/properties/prompt/pattern", "(", "regex|can't be read"),
        ("input/default", float("nan"), "it is not JSON: Out of range"),
        ("price/count", [{"parameter": "prompts"}], "the price counts prompts, which is no par"),
        ("input", MappingProxyType({}), "it is not JSON: Object of type"),
    ],
)
def test_what_a_schema_cannot_say_is_checked_too(path: str, value: Any, reason: str) -> None:
    """References, marks, patterns and what isn't JSON are looked at by our check alone."""
    with pytest.raises(InvalidDocument, match=reason):
        check_document(changed(path, value), "acme")


def test_every_problem_is_told_with_its_place() -> None:
    """An error holds all that is wrong, each with a JSON pointer."""
    document = {**DOCUMENT, "title": "", "colour/tone": "red", "input": {"type": "objct"}}

    with pytest.raises(InvalidDocument) as raised:
        check_document(document, "acme")

    places = sorted(problem.partition(":")[0] for problem in raised.value.problems)
    assert places == ["/colour~1tone", "/input", "/title"]
    assert raised.value.source == "acme"
