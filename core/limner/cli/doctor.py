"""`limner doctor`: what is well here, what isn't, and what to do about it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import (
    Screen,
    bold,
    columns_of,
    dim,
    glyph,
    green,
    paragraph,
    plain,
    red,
    width,
)
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner.cli.checkup.finding import Finding

EXAMPLES = ("limner doctor", "limner doctor --offline --json")

NOTES = (
    "It changes nothing and costs nothing: it imports the plugins, reads your home, and asks"
    " providers by GETs that are free. Keys are never shown, and of variables the names only."
    " Exit code: 0 if all is well; else that of the worst that was found: 4 a key or account, 13"
    " a broken plugin, 11 a provider that can't be reached, 10 jobs whose outcome is unknown,"
    " 9 anything else."
)

_SIGNS = {"good": ("✓", "ok", green), "bad": ("✗", "BAD", red), "unknown": ("?", "?", dim)}


@click.command(
    "doctor",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Look for what is wrong: keys, account, journal, plugins.",
)
@click.option("--offline", is_flag=True, help="Ask no provider.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(ctx: click.Context, *, offline: bool, as_json: bool) -> None:
    """Look at this installation: what is well, what isn't, and what to do about it."""
    from limner.cli.checkup.finding import worst

    screen = Screen.wanted(as_json)
    findings = list(_examined(offline=offline))
    code = worst(findings)
    if screen.json:
        told = [finding.as_json() for finding in findings]
        screen.answer({"healthy": not code, "exit_code": code, "findings": told})
    else:
        screen.say(_lines(findings, width()))
    ctx.exit(code)


def _examined(*, offline: bool) -> Iterator[Finding]:
    from limner.cli.checkup.accounts import look_at_accounts
    from limner.cli.checkup.imports import look_at_plugins
    from limner.cli.checkup.machine import look_at_machine
    from limner.cli.checkup.records import look_at_records
    from limner.httpx_transport import HttpxTransport

    yield from look_at_machine(os.environ)
    transport = None if offline else HttpxTransport()
    try:
        yield from look_at_accounts(os.environ, transport)
    finally:
        if transport:
            transport.close()
    yield from look_at_records(os.environ)
    yield from look_at_plugins()


def _lines(findings: Sequence[Finding], columns: int) -> Iterator[str]:
    """A line or more each, with what to do below, and at the end how it stands."""
    at = 3 + max(columns_of(finding.subject) for finding in findings) + 2
    before = ""
    for finding in findings:
        sign, instead, colour = _SIGNS[finding.state]
        texts = [line for line in (finding.told, finding.todo) if line]
        wrapped = [line for text in texts for line in paragraph(plain(text), columns, at)]
        subject = finding.subject if finding.subject != before else ""
        mark = glyph(sign, instead)
        head = f"{colour(mark)}{' ' * (3 - columns_of(mark))}{bold(subject)}"
        yield head + " " * (at - 3 - columns_of(subject)) + wrapped[0][at:]
        yield from wrapped[1:]
        before = finding.subject
    bad = sum(finding.state == "bad" for finding in findings)
    yield ""
    yield red(f"{counted(bad, 'fault')}: see {glyph('✗', 'BAD')} above") if bad else "All is well."
