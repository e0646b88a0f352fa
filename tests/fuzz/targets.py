"""What is fuzzed: each target takes bytes, and raises where a promise is broken.

A target lets nothing but errors of ours pass where these are promised; and what it gets out
of an input it holds against what else is known of it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import shlex
import sys
import tempfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import ShellComplete
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from samples import samples

from limner.cli.app import cli
from limner.cli.failure import report
from limner.cli.model_help import examples, model_as_json
from limner.cli.parameter_list import parameter_lines
from limner.cli.refusal import RefusedCall, checked
from limner.cli.spelling import Misspelled, Spelled, arguments
from limner.cli.typed import TypedCall
from limner.cli.words import model_id
from limner.client import Client
from limner.errors import UntrustedWebhook, error_as_json
from limner.queue_errors import ErrorReader
from limner.queue_protocol import read_event, read_result, read_submit
from limner.sse import EventReader
from limner.transport import HttpAnswer
from limner.webhook import REQUEST_ID, SIGNATURE, TIMESTAMP, USER_ID, public_keys, verified
from limner_registry import InvalidDocument, LimnerError, Model, Origin
from limner_registry.comparison.compare import compare
from limner_registry.document import check_document
from limner_registry.errors import NotImportable
from limner_registry.importing import imported
from limner_registry.importing.identity import wanted
from limner_registry.importing.operation import operation
from limner_registry.importing.plain import plain
from limner_registry.importing.report import Report
from limner_registry.importing.whole import Whole
from limner_registry.issue import pointer
from limner_registry.openapi import openapi_document
from limner_registry.packaged import document_problems
from limner_registry.reference import render
from limner_registry.schema import subschemas
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.faults import engine_for
from limner_registry.verdict.meta_schema import is_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from limner_registry.importing import Imported
    from limner_registry.importing.report import Place

ORIGIN = Origin("fuzzed")
_SIGNS = re.compile("=|^-")
_STRICTER = ("nested in more than", "the input isn't an object", "it has no counterpart")
"""Why an import refuses what is a document: components lie deeper, and it takes no nonsense."""

NOW = 1_764_000_000
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_ERRORS = ErrorReader("acme", {}, {})

NUMBER = 4
"""Arguments that are drawn of each schema."""


def document(data: bytes) -> None:
    """A model document: refused, or good for everything that is done with one."""
    value = _json(data)
    if not isinstance(value, dict):
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
    _lead_back(value, data)


def importer(data: bytes) -> None:
    """An OpenAPI document: refused, or imported without a limit of its input lost."""
    value = _json(data)
    before = json.dumps(value)
    try:
        made = imported(value, source="fuzzed", provider="acme")
    except NotImportable as refusal:
        assert refusal.reason  # noqa: PT017 -- most are refused
        return
    assert json.dumps(value) == before
    _same_verdict(value, made, data)
    _lead_back(made.document, data)


def words(data: bytes) -> None:
    """Words after `limner validate`: taken, refused, or misspelt; the hint is what it says."""
    value = _json(data)
    given = value.get("words") if isinstance(value, dict) else None
    if not isinstance(given, list) or not all(map(_can_be_typed, given)):
        return
    with _streams(is_terminal=bool(value.get("terminal"))):
        if value.get("whole"):
            assert _called(["validate", *given]) in {0, 2, 3}
            completion = ShellComplete(cli, {}, "limner", "_LIMNER_COMPLETE")
            completion.get_completions(["validate", *given[:-1]], "".join(given[-1:]))
        else:
            _type(given)


def answers(data: bytes) -> None:
    """What a provider answers: read, or not its word; however it is cut to pieces."""
    stream = b": ping\r\n\r\ndata: " + data + b"\r\n\r\ndata: a\rdata:b\n\ndata\n\n"
    events, reader = list(EventReader().feed(stream)), EventReader()
    assert [one for piece in _cut(stream) for one in reader.feed(piece)] == events
    for body in (data, *(event.encode() for event in events)):
        answer = HttpAnswer(200, {"x-fal-retryable": "1"}, body)
        read_submit("https://queue.example", {"queue.example"}, "acme/lamp", answer)
        read_event(answer)
        public_keys(answer)
        result = read_result(answer)
        assert result is None or isinstance(result, dict)
        for status in (400, 401, 404, 422, 429, 500):
            error = _ERRORS.read("acme/lamp", replace(answer, status=status), "job")
            assert error is None or json.dumps(error_as_json(error))
    with suppress(UntrustedWebhook):
        assert verified(_signed(data), data, [_KEY.public_key().public_bytes_raw()], NOW)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "document": document,
    "importer": importer,
    "words": words,
    "answers": answers,
}


def _cut(data: bytes) -> list[bytes]:
    dice = _dice(data)
    places = sorted({0, len(data), *(dice.randrange(len(data) + 1) for _ in range(8))})
    return [data[start:end] for start, end in pairwise(places)]


def _signed(body: bytes) -> dict[str, str]:
    text = f"job\nuser\n{NOW}\n{hashlib.sha256(body).hexdigest()}"
    values = ("job", "user", str(NOW), _KEY.sign(text.encode()).hex())
    return dict(zip((REQUEST_ID, USER_ID, TIMESTAMP, SIGNATURE), values, strict=True))


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _dice(data: bytes) -> random.Random:
    return random.Random(zlib.crc32(data))  # noqa: S311 -- for tests, not for secrets


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
    for one in samples(model.input, _dice(data), NUMBER):
        before = json.dumps(one)
        issues = model.check(one)
        json.dumps([issue.as_json() for issue in issues])
        assert model.check(one) == issues
        json.dumps(model.effective(one))
        model.check_result(one)
        assert json.dumps(one) == before
        assert oracle is None or oracle.is_valid(one) == (not issues), (one, issues)


def _compare(document: dict[str, Any], data: bytes) -> None:
    sides = _dice(data).choice(([document] * 2, [document, _other()], [_other(), document]))
    changes = compare(*sides)
    assert all(change.message for change in changes)
    assert not changes or sides[0] != sides[1]


def _lead_back(document: dict[str, Any], data: bytes) -> None:
    """Written as OpenAPI and imported again it judges alike; again, it is equal to the letter."""
    if any("$schema" in part for side in _sides(document) for part in subschemas(side)):
        return  # OpenAPI says once for all schemas what they are
    try:
        back = imported(openapi_document(document), source="again")
    except NotImportable as refusal:
        assert any(reason in refusal.reason for reason in _STRICTER), refusal  # noqa: PT017
        return
    once_more = imported(openapi_document(back.document), source="once more")
    assert json.dumps(once_more.document) == json.dumps(back.document), once_more.notes
    ours, theirs = (Model(one, ORIGIN) for one in (document, back.document))
    for one in samples(document["input"], _dice(data), NUMBER):
        assert bool(ours.check(one)) == bool(theirs.check(one)) or back.notes, one


def _sides(document: dict[str, Any]) -> Iterator[Any]:
    yield from (document["input"], document["output"])


def _same_verdict(openapi: Any, made: Imported, data: bytes) -> None:
    """Wherever the original is a schema of 2020-12 as it stands, the import judges alike."""
    report_ = Report("fuzzed")
    whole = Whole(plain(openapi, report_))
    place = operation(whole, wanted(whole, None), report_).takes
    if not _speaks_2020_12(whole, place):
        return
    parts = {name: whole.record(name) for name in ("components", "paths")}
    try:
        original = engine_for({**parts, "$ref": "#" + pointer(*place)})
    except ValueError:  # a reference leads elsewhere
        return
    ours = engine_for(made.document["input"])
    has_nullable = '"nullable"' in json.dumps(whole.openapi)
    for one in samples(made.document["input"], _dice(data), NUMBER):
        if not (has_nullable and "null" in json.dumps(one)):  # a word that JSON Schema has not
            assert original.is_valid(one) == ours.is_valid(one), (one, made.notes)


def _speaks_2020_12(whole: Whole, place: Place) -> bool:
    """Whether its schemas are valid, and have no words that JSON Schema doesn't hear."""
    schemas = [whole.at(place), *whole.record("components", "schemas").values()]
    text = json.dumps(whole.openapi)
    others = ("$id", "$schema", "$anchor", "$dynamicAnchor", "dependencies")
    valid = all(
        isinstance(one, bool) or (isinstance(one, dict) and is_schema(one)) for one in schemas
    )
    return valid and not any(f'"{word}"' in text for word in others)


def _oracle(schema: Any) -> Jsonschema | None:
    try:
        return Jsonschema(schema)
    except ValueError:  # a pattern that Python has no words for
        return None


@cache
def _client() -> Client:
    return Client(provider="sandbox", journal=None)


@cache
def _other() -> dict[str, Any]:
    return dict(_client().registry["clarityai/crystal-upscaler"].document)


def _type(given: list[str]) -> None:
    """What the words mean can be sent, and they can be written as a shell reads them."""
    own = {"--json": 0, "--help": 0, "-h": 0, "--output": 1}
    model = _client().registry.get(model_id(given, own) or "")
    call = TypedCall("limner validate", tuple(given), model, own) if model else None
    try:
        if call is None or not json.dumps(call.arguments, allow_nan=False):
            return
    except Misspelled:
        return
    assert shlex.split(" ".join(call.shell_words())) == ["limner", "validate", *given]
    _means_itself(call)
    try:
        checked(_client(), call)
    except RefusedCall as refused:
        _look_at(refused)


def _means_itself(call: TypedCall) -> None:
    """Arguments that are spelled as JSON are what they were."""
    if all(name and not _SIGNS.search(name) for name in call.arguments):
        spelled = [Spelled(name, json.dumps(one), ":=") for name, one in call.arguments.items()]
        again = arguments(spelled, call.model.parameters, call.read)
        assert json.dumps(again) == json.dumps(call.arguments)


def _look_at(refused: RefusedCall) -> None:
    """It can be shown; a shell reads the hint as the call that is right, and that is taken."""
    assert all("\n" not in line for line in refused.lines())
    json.dumps([issue.as_json() for issue in refused.issues])
    if refused.right:
        right = refused.right.call
        assert shlex.split(refused.refusal.hint or "") == ["limner", "validate", *right.words]
        checked(_client(), right)


def _can_be_typed(word: Any) -> bool:
    if not isinstance(word, str) or "\0" in word:
        return False
    try:
        return bool(word.encode("utf-8", "surrogateescape")) or not word
    except UnicodeEncodeError:
        return False


def _called(args: list[str]) -> int:
    """The exit code of a command line; an error that isn't ours passes."""
    try:
        return int(click.Group.main(cli, args, prog_name="limner", standalone_mode=False) or 0)
    except (LimnerError, click.ClickException) as error:
        return report(error, as_json=False)


class _Stream(io.TextIOWrapper):
    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@contextmanager
def _streams(*, is_terminal: bool) -> Iterator[None]:
    """Streams and a folder of one's own."""
    before, folder = (sys.stdin, sys.stdout, sys.stderr), os.getcwd()  # noqa: PTH109 -- often
    sys.stdin, sys.stdout, sys.stderr = (_Stream(is_terminal=is_terminal) for _ in range(3))
    os.chdir(_folder())
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        os.chdir(folder)


@cache
def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="limner-fuzz-")
    for name, text in {"a.png": "\x89PNG", "a.txt": "a lighthouse\n", "7.json": "7"}.items():
        with open(f"{folder}/{name}", "w", encoding="latin-1") as file:  # noqa: PTH123 -- short
            file.write(text)
    os.environ["LIMNER_HOME"] = f"{folder}/home"
    return folder
