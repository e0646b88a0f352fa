"""`limner rerun`: from a file back to its call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from limner.cli.call_options import call_options
from limner.cli.completion import EndpointId
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import Screen, paragraph, plain, width
from limner.cli.shell import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.cli.call_options import CallOptions
    from limner.client import Client
    from limner.recall import Recalled

EXAMPLES = (
    "limner rerun lighthouse.png",
    'limner rerun lighthouse.png --set prompt="at dawn" --set num_images=4',
    "limner rerun lighthouse.png --model fal-ai/flux/dev --dry-run",
)
NOTES = (
    "The receipt's provider is asked again, with the seed that was used. Where that costs money,"
    " you are asked first on a terminal; elsewhere --yes is needed, and without it the exit code"
    " is 5 and nothing is sent. With --model, it is told what becomes of each parameter."
)


@dataclass(frozen=True)
class Telling(Screen):
    """A screen whose JSON answers tell more.

    Attributes:
        more: What they tell besides.
    """

    more: Mapping[str, Any] = field(default_factory=dict)

    def answer(self, value: Any) -> None:
        """Print JSON on stdout."""
        super().answer({**value, **self.more})


class _Rerun(Documented):
    """The command, which knows what somebody means who leaves `--set` out."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse more words than FILE, and say how a parameter is given."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            words = " ".join(f"--set {quoted(word)}" for word in rest)
            told = f"write {words}" if all("=" in word for word in rest) else "name one FILE"
            raise click.UsageError(f"Got {', '.join(map(repr, rest))} too: {told}.", ctx)
        return rest


@click.command(
    "rerun",
    cls=_Rerun,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Make the call again that made a file, or a variation of it.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--set",
    "words",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter that is given anew; name:=json and name=@file as of limner run.",
)
@click.option("--model", metavar="ID", type=EndpointId(), help="Call another model.")
@click.option("--yes", is_flag=True, help="Send it without asking.")
@call_options
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(  # noqa: PLR0913 -- what the options give
    file: str,
    words: tuple[str, ...],
    model: str | None,
    wanted: CallOptions,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Make the call again whose receipt FILE has, in it or beside it."""
    from limner.cli.calling import make_call
    from limner.cli.quarantine import noting, report_broken

    screen = Screen.wanted(as_json)
    with noting(screen), wanted.client() as client:
        recalled, changes = _recalled(client, file, words, model)
        screen = Telling(screen.json, _as_json(recalled))
        _tell(recalled, changes, screen)
        request = wanted.completed(recalled.request)
        broken = report_broken(client, screen)
        make_call(client, request, wanted, screen, broken, ask=not yes)


def _recalled(
    client: Client, file: str, words: tuple[str, ...], model: str | None
) -> tuple[Recalled, dict[str, Any]]:
    from limner.cli.spelling import Misspelled, arguments, split
    from limner.cli.typed import text_of
    from limner.receipts import read

    target = client.registry[model or read(file).endpoint_id]
    try:
        changes = arguments(map(split, words), target.parameters, text_of)
    except Misspelled as error:
        raise click.BadParameter(f"{error}.", param_hint="--set") from None
    return client.recall(file, changes, model=model), changes


def _as_json(recalled: Recalled) -> dict[str, Any]:
    ported = recalled.ported and recalled.ported.as_json()
    return {"ported": ported, "notes": list(recalled.notes)}


def _tell(recalled: Recalled, changes: Mapping[str, Any], screen: Screen) -> None:
    """Say what isn't as it was; for programs, at once only where nothing will be sent."""
    from limner.cli.porting_report import porting_lines

    for note in recalled.notes:
        screen.note("\n".join(paragraph(plain(f"Note: {note}."), width())))
    if recalled.ported and not screen.json:
        screen.say([*porting_lines(recalled.ported, changes, width()), ""])
        if recalled.ported.missing:
            screen.note("--set NAME=VALUE gives what is missing.")
    elif recalled.ported and recalled.issues:
        refused = {"endpoint_id": recalled.model.endpoint_id, "provider": recalled.provider}
        screen.answer({**refused, "request_id": None, "status": "refused"})
