"""`limner validate`: the verdict alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP
from limner.cli.model_command import ModelCommand
from limner.cli.screen import Screen, bold, glyph, green, paragraph, plain, red, width
from limner.hiding import Secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.cli.refusal import RefusedCall
    from limner.cli.typed import TypedCall


EXAMPLES = (
    'limner validate fal-ai/flux/dev prompt="a lighthouse" num_images=4',
    "limner validate bria/fibo-edit/restyle image_url=@photo.png style=Anime",
)

NOTES = (
    "The exit code is 0 for arguments that the model takes, 3 for those that it doesn't:"
    " these are shown where they're wrong, with the command that would be right."
)


@click.command(
    "validate",
    cls=ModelCommand,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Check arguments; nothing is sent, no key is needed.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(call: TypedCall, *, as_json: bool) -> None:
    """Check arguments: the schema's verdict, the files, and the rules of plugins."""
    from limner.cli.quarantine import noting, report_broken
    from limner.cli.refusal import RefusedCall, checked
    from limner.client import Client

    screen = Screen.wanted(as_json)
    refused = None
    with noting(screen), Client() as client:
        try:
            checked(client, call)
        except RefusedCall as refusal:
            refused = refusal
        report_broken(client, screen)
    secrets = Secrets.in_environment(os.environ)
    if screen.json:
        screen.answer(secrets.hide(_as_json(call, refused)))
    else:
        screen.say(map(secrets.hide, _lines(call, refused)))
    if refused:
        raise click.exceptions.Exit(refused.exit_code)


def _as_json(call: TypedCall, refused: RefusedCall | None) -> dict[str, Any]:
    issues = [issue.as_json() for issue in refused.issues] if refused else []
    told: dict[str, Any] = {
        "endpoint_id": call.model.endpoint_id,
        "valid": not issues,
        "issues": issues,
    }
    if refused and refused.right:
        told |= {"hint": refused.refusal.hint, **refused.stand_ins()}
    return told


def _lines(call: TypedCall, refused: RefusedCall | None) -> Iterator[str]:
    endpoint_id = call.model.endpoint_id
    if refused:
        cross = glyph("✗", "x")
        first, *rest = paragraph(plain(f"{cross} {refused.headline}"), width())
        yield first.replace(cross, red(cross), 1).replace(endpoint_id, bold(endpoint_id))
        yield from (*rest, "", *refused.lines())
    else:
        yield f"{green(glyph('✓', 'ok:'))} {bold(plain(endpoint_id))} takes these arguments."
