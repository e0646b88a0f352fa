"""`limner run`: call a model, and save what it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from limner.cli.call_options import call_options
from limner.cli.documented import JSON_HELP
from limner.cli.model_command import ModelCommand
from limner.cli.screen import Screen

if TYPE_CHECKING:
    from limner.cli.call_options import CallOptions
    from limner.cli.typed import TypedCall


EXAMPLES = (
    'limner run fal-ai/flux/dev prompt="a lighthouse at dusk" --sandbox',
    'limner run fal-ai/flux/dev --prompt "a dune" --output pictures/',
    'limner run fal-ai/flux/dev prompt="a dune" --no-wait',
    "limner run fal-ai/birefnet/v2 image_url=@photo.png --dry-run",
    "limner run fal-ai/flux/dev --help",
)

NOTES = (
    "Everything is checked first: a call that the model wouldn't take is refused with exit"
    " code 3 and nothing is sent. Ctrl-C leaves a job alive and tells how to collect it."
)


@click.command(
    "run",
    cls=ModelCommand,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Call a model and save what it makes.",
)
@call_options
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(call: TypedCall, wanted: CallOptions, *, as_json: bool) -> None:
    """Call a model, wait for it, and save the files that it makes."""
    from limner.cli.calling import make_call
    from limner.cli.quarantine import noting, report_broken
    from limner.cli.refusal import checked

    screen = Screen.wanted(as_json)
    with noting(screen), wanted.client() as client:
        request = wanted.completed(checked(client, call))
        broken = report_broken(client, screen)
        make_call(client, request, wanted, screen, broken)
