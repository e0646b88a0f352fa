"""`limner schema rules`: what a comparison looks for."""

from __future__ import annotations

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import Screen, entry, width


@click.command(
    "schema rules",
    cls=Documented,
    examples=("limner schema rules", "limner schema rules --json"),
    short_help="List the rules of a comparison.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(*, as_json: bool) -> None:
    """List the rules by which `limner schema diff` judges a change, the gravest first."""
    from limner.cli.screen import bold
    from limner_registry.comparison import RULES, Severity

    screen = Screen.wanted(as_json)
    if screen.json:
        rules = [
            {"rule": rule.id, "severity": str(rule.severity), "meaning": rule.meaning}
            for rule in RULES.values()
        ]
        screen.answer({"rules": rules})
        return
    at = max(map(len, RULES)) + 4
    for severity in Severity:
        screen.say([bold(severity.capitalize())])
        for rule in RULES.values():
            if rule.severity is severity:
                screen.say(entry(rule.id, [rule.meaning], at, width()))
