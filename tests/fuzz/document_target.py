"""Model documents: refused, or good for everything that is done with one."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_target import ORIGIN, lead_back
from samples import NUMBER, dice_of, folder, parsed, samples

from limner.cli.haul import gather
from limner.cli.model_help import examples, model_as_json
from limner.cli.parameter_list import parameter_lines
from limner_registry import (
    InvalidDocument,
    LimnerError,
    Model,
    Registry,
    installed,
    packaged_models,
)
from limner_registry.comparison.compare import compare
from limner_registry.document import check_document
from limner_registry.packaged import document_problems, load_document
from limner_registry.reference import render
from limner_registry.verdict.engine_jsonschema import Jsonschema


def document(data: bytes) -> None:
    """A model document: refused, or good for everything that is done with one."""
    value = parsed(data)
    if not isinstance(value, dict):
        _load(data)
        return
    try:
        check_document(value, "fuzzed")
    except InvalidDocument:
        if not document_problems(value):
            _use_what_a_listing_has(Model(value, ORIGIN))
        return
    assert document_problems(value) == []
    model = Model(value, ORIGIN)
    _use(model)
    _judge(model, data)
    assert render([value]).endswith("\n")
    assert render([value], "original").endswith("\n")
    _compare(value, data)
    lead_back(value, data)


def _load(data: bytes) -> None:
    """A file that holds no document, or several on lines: all is refused or good."""
    path = Path(folder(), "fuzzed.json")
    path.write_bytes(data)
    with pytest.raises(InvalidDocument):
        load_document(str(path))
    haul = gather((str(path),), "acme")
    assert haul.documents or haul.refused or not data.strip()
    json.dumps(haul.as_json())


def _use_what_a_listing_has(model: Model) -> None:
    """A document that was taken on trust is listed; its uses may say that it's unusable."""
    assert repr(model)
    assert model.sha256
    with suppress(LimnerError):
        _use(model)


def _use(model: Model) -> None:
    assert model.input is not None
    assert model.output is not None
    assert repr(model)
    assert repr(model.parameters)
    model._repr_html_()
    json.dumps([model_as_json(model, "run"), list(examples("validate", model))])
    parameter_lines(model.parameters, 80)
    model.check({})
    model.check_result({})
    json.dumps(model.effective({}))


def _judge(model: Model, data: bytes) -> None:
    """The verdict is the other engine's; every issue travels, and nothing is changed."""
    oracle = _oracle(model.verdict.closed)
    for one in samples(model.input, dice_of(data), NUMBER):
        before = json.dumps(one)
        issues = model.check(one)
        json.dumps([issue.as_json() for issue in issues])
        assert model.check(one) == issues
        json.dumps(model.effective(one))
        model.check_result(one)
        assert json.dumps(one) == before
        assert oracle is None or oracle.is_valid(one) == (not issues), (one, issues)


def _compare(document: dict[str, Any], data: bytes) -> None:
    sides = dice_of(data).choice(([document] * 2, [document, _other()], [_other(), document]))
    changes = compare(*sides)
    assert all(change.message for change in changes)
    assert not changes or sides[0] != sides[1]


def _oracle(schema: Any) -> Jsonschema | None:
    try:
        return Jsonschema(schema)
    except ValueError:  # a pattern that Python has no words for
        return None


@cache
def _other() -> dict[str, Any]:
    registry = Registry(packaged_models(installed()).models)
    return dict(registry["clarityai/crystal-upscaler"].document)
