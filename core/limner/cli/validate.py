"""`limner validate`: the verdict alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.model_command import ModelCommand
from limner.cli.screen import Screen, bold, glyph, green, plain, red

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner_registry import Issue

EPILOG = """\b
Examples:
  limner validate fal-ai/flux/dev prompt="a lighthouse" num_images=4
  limner validate bria/fibo-edit/restyle image_url=@photo.png style=Anime

The exit code is 0 for arguments that the model takes, 3 for those that it doesn't.
"""

INVALID = 3
"""The exit code for arguments that a model doesn't take."""


@click.command(
    "validate",
    cls=ModelCommand,
    epilog=EPILOG,
    short_help="Check arguments; nothing is sent, no key is needed.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer JSON, as always into a pipe.")
def command(endpoint_id: str, arguments: dict[str, Any], *, as_json: bool) -> None:
    """Check arguments: the schema's verdict, the files, and the rules of plugins."""
    from limner.cli.quarantine import noting, report_broken
    from limner.client import Client
    from limner.errors import InvalidArguments

    screen = Screen.wanted(as_json)
    issues: Sequence[Issue] = ()
    with noting(screen), Client() as client:
        model = client.registry[endpoint_id]
        try:
            client.validate(endpoint_id, arguments)
        except InvalidArguments as refusal:
            issues = refusal.issues
        report_broken(client, screen)
    _show(model.endpoint_id, issues, screen)
    if issues:
        raise click.exceptions.Exit(INVALID)


def _show(endpoint_id: str, issues: Sequence[Issue], screen: Screen) -> None:
    if screen.json:
        told = [issue.as_json() for issue in issues]
        screen.answer({"endpoint_id": endpoint_id, "valid": not issues, "issues": told})
    elif issues:
        from limner.cli.failure import issue_lines

        sign = red(glyph("✗", "x"))
        screen.say([f"{sign} {bold(plain(endpoint_id))} does not take these arguments:", ""])
        screen.say(issue_lines(issues))
    else:
        screen.say(
            [f"{green(glyph('✓', 'ok:'))} {bold(plain(endpoint_id))} takes these arguments."]
        )
