"""Words after `limner validate`: taken, refused, or misspelt; a hint is what it says."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import ShellComplete
from samples import folder, parsed

from limner.cli.app import cli
from limner.cli.failure import report
from limner.cli.refusal import RefusedCall, checked
from limner.cli.spelling import Misspelled, Spelled, arguments
from limner.cli.typed import TypedCall
from limner.cli.words import model_id
from limner.client import Client
from limner.errors import LimnerError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = re.compile("=|^-")


@cache
def _client() -> Client:
    return Client(provider="sandbox", journal=None)


def words(data: bytes) -> None:
    """Words after `limner validate`: taken, refused, or misspelt; the hint is what it says."""
    value = parsed(data)
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
    assert list(refused.lines())
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
    before, here = (sys.stdin, sys.stdout, sys.stderr), os.getcwd()  # noqa: PTH109 -- often
    sys.stdin, sys.stdout, sys.stderr = (_Stream(is_terminal=is_terminal) for _ in range(3))
    os.chdir(folder())
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        os.chdir(here)
