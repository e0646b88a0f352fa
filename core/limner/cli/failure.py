"""Errors as the command line reports them: a sentence for people, or one JSON object."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

import click

from limner.cli import screen
from limner.cli.refusal import RefusedCall
from limner.errors import InvalidArguments, LimnerError
from limner.hiding import Secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry import Issue

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Interrupted(LimnerError):
    """Somebody pressed Ctrl-C; what became of the job is in the message."""

    exit_code = INTERRUPTED

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.request_id = request_id


def report(error: Exception, *, as_json: bool) -> int:
    """Print an error on stderr, and give the exit code for it."""
    if isinstance(error, click.Abort):
        error = Interrupted("interrupted")
    secrets = Secrets.in_environment(os.environ)
    if as_json:
        facts = secrets.hide(error_facts(error))
        text = screen.json_lines(facts, sys.stderr, indent=None)
        screen.write(text, to_stderr=True)
        return int(facts["error"]["exit_code"])
    for line in _lines(error):
        screen.write(secrets.hide(line), to_stderr=True)
    return getattr(error, "exit_code", 1)


def error_facts(error: Exception) -> dict[str, Any]:
    """Any error as `{"error": {...}}`."""
    if isinstance(error, RefusedCall):
        told = error.refusal.as_json()
        return {"error": told | error.stand_ins()}
    if isinstance(error, LimnerError):
        return {"error": error.as_json()}
    facts: dict[str, Any] = {"type": type(error).__name__, "message": str(error), "exit_code": 1}
    if isinstance(error, click.ClickException):
        facts |= {"message": error.format_message(), "exit_code": error.exit_code}
    if context := getattr(error, "ctx", None):
        facts["hint"] = f"{context.command_path} --help"
    return {"error": facts}


def _lines(error: Exception) -> Iterator[str]:
    if isinstance(error, click.ClickException):
        yield from _usage(error)
        yield from _sentence(screen.plain(error.format_message()))
    elif isinstance(error, OSError) and not isinstance(error, LimnerError):
        yield from _sentence(screen.plain(str(error)))
    elif not isinstance(error, LimnerError):
        yield "".join(traceback.format_exception(error)).rstrip()
        yield screen.red("Error: ") + "this is a fault of Limner's, or of a plugin's."
    elif isinstance(error, RefusedCall):
        yield from _sentence(screen.plain(error.headline))
        yield from ("", *error.lines(), "", "Nothing was sent.")
    else:
        yield from _known(error)


def _sentence(text: str) -> Iterator[str]:
    """An error's words, wrapped; lines that are laid out already, as tracebacks are, stay."""
    text = Secrets.in_environment(os.environ).hide(text)
    first, *rest = text.split("\n")
    wrapped = screen.paragraph(f"Error: {first}", screen.width()) or ["Error:"]
    yield screen.red("Error:") + wrapped[0].removeprefix("Error:")
    yield from wrapped[1:]
    yield from rest


def _usage(error: click.ClickException) -> Iterator[str]:
    context = getattr(error, "ctx", None)
    if context is not None:
        yield context.get_usage()
        yield f"Try '{context.command_path} --help' for help."
        yield ""


def _known(error: LimnerError) -> Iterator[str]:
    issues: tuple[Issue, ...] = getattr(error, "issues", ())
    told = "".join(f"\n  {issue}" for issue in issues)
    yield from _sentence(screen.plain(str(error).removesuffix(told)))
    if issues:
        from limner.cli.issue_list import issue_lines

        yield ""
        yield from issue_lines(issues)
    if isinstance(error, InvalidArguments):
        yield ""
        yield "Nothing was sent."
