"""All real documents: how many are clean, repaired and refused, and that nothing is lost."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from instances import instances

from limner_registry.errors import NotImportable
from limner_registry.importing import Imported, imported
from limner_registry.importing.building import model_document
from limner_registry.importing.report import Report
from limner_registry.openapi import openapi_document
from limner_registry.verdict import Verdict
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.faults import engine_for

Clean = list[tuple[dict[str, Any], dict[str, Any]]]
Attempt = tuple[dict[str, Any], Imported | NotImportable]


def attempt(openapi: dict[str, Any]) -> Attempt:
    try:
        return openapi, imported(openapi, source=openapi["info"]["title"])
    except NotImportable as refusal:
        return openapi, refusal


@pytest.fixture(scope="module")
def attempts(corpus: list[dict[str, Any]]) -> list[Attempt]:
    return [attempt(openapi) for openapi in corpus]


@pytest.fixture(scope="module")
def clean(attempts: list[Attempt]) -> Clean:
    return [
        (openapi, made.document)
        for openapi, made in attempts
        if isinstance(made, Imported) and not made.notes
    ]


def outcomes(attempts: list[Attempt]) -> Counter[str]:
    def outcome(made: Imported | NotImportable) -> str:
        if isinstance(made, NotImportable):
            return "refused"
        return "repaired" if made.notes else "clean"

    return Counter(outcome(made) for _, made in attempts)


def test_the_641_real_documents(attempts: list[Attempt]) -> None:
    """None is refused; the four notes are of defaults that break their own schema."""
    notes = [note for _, made in attempts if isinstance(made, Imported) for note in made.notes]

    assert outcomes(attempts) == {"clean": 637, "repaired": 4}
    assert all("breaks its own schema; it is kept, and never sent." in note for note in notes)


def test_the_34_damaged_documents(damaged: list[dict[str, Any]]) -> None:
    """Each refusal and each repair has its reason: those that were counted here."""
    attempts = [attempt(openapi) for openapi in damaged]

    said: Counter[str] = Counter()
    for _, made in attempts:
        texts = made.notes if isinstance(made, Imported) else (str(made),)
        said.update(text.rsplit(": ", 1)[-1] for text in texts)
    assert outcomes(attempts) == {"clean": 24, "repaired": 2, "refused": 8}
    assert said == {
        "there is no POST operation, so nothing can be called.": 4,
        "the reference to the input leads nowhere, so nothing is known of the arguments.": 4,
        "the output isn't described, so it is an open object.": 1,
        "5 breaks its own schema; it is kept, and never sent.": 1,
    }


def test_what_is_known_of_them_is_there(
    clean: Clean,
) -> None:
    """Ids, categories and links as stated; parameters all there, in the stated order."""
    for openapi, document in clean:
        metadata = openapi["info"]["x-fal-metadata"]
        assert document["endpoint_id"] == metadata["endpointId"]
        assert document["category"] == metadata["category"]
        assert document["links"]["page"] == metadata["playgroundUrl"]
        assert document["provider"] == "fal"
        original = input_of(openapi)
        members, stated = original["properties"], original.get("x-fal-order-properties", [])
        order = [name for name in stated if name in members]
        assert list(document["input"]["properties"])[: len(order)] == order
        assert set(document["input"]["properties"]) == set(members)


def test_the_verdict_is_jsonschemas_and_nothing_is_lost(clean: Clean) -> None:
    """On the defaults, on the examples, and on 50 instances a document, right and wrong ones.

    `jsonschema` judges by the closed schema, as the verdict does. The imported schema, open as
    it is, takes what the original takes where it stands in its document, and nothing else.
    """
    right = number = 0
    for openapi, document in clean:
        verdict = Verdict.on_arguments(document["input"])
        oracle, taken = Jsonschema(verdict.closed), engine_for(document["input"])
        whole = {**body_of(openapi), "components": openapi["components"]}
        original, has_nullable = engine_for(whole), "nullable" in json.dumps(openapi)
        for instance in [*stated(document["input"]), *some(document)]:
            ours = not verdict.check(instance)
            assert ours == oracle.is_valid(instance), (document["endpoint_id"], instance)
            # `nullable` is a word of OpenAPI's, which JSON Schema doesn't hear
            if not (has_nullable and None in instance.values()):
                assert original.is_valid(instance) == taken.is_valid(instance), instance
            right, number = right + ours, number + 1

    assert number > 50 * len(clean)
    assert 0.1 * number < right < 0.9 * number


def test_each_comes_back_to_the_letter(clean: Clean) -> None:
    """Written as OpenAPI by Limner, and imported again; being equal it passes the check too."""
    for _, document in clean:
        report = Report("again")
        again = model_document(openapi_document(document), None, None, report)

        assert report.notes == ()
        assert json.dumps(again) == json.dumps(document)


def body_of(openapi: dict[str, Any]) -> dict[str, Any]:
    path = openapi["paths"]["/" + openapi["info"]["x-fal-metadata"]["endpointId"]]
    schema: dict[str, Any] = path["post"]["requestBody"]["content"]["application/json"]["schema"]
    return schema


def input_of(openapi: dict[str, Any]) -> dict[str, Any]:
    name = body_of(openapi)["$ref"].rpartition("/")[2]
    schema: dict[str, Any] = openapi["components"]["schemas"][name]
    return schema


def some(document: dict[str, Any]) -> list[Any]:
    return instances(document["input"], 50, document["endpoint_id"])


def stated(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Arguments of the stated defaults, and of each example in turn."""
    members = schema["properties"].items()
    defaults = {name: inside["default"] for name, inside in members if "default" in inside}
    examples = {name: inside["examples"] for name, inside in members if inside.get("examples")}
    most = max(map(len, examples.values()), default=0)
    turns = [
        {n: several[i % len(several)] for n, several in examples.items()} for i in range(most)
    ]
    return [defaults, *({**defaults, **turn} for turn in turns)]
