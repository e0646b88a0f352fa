"""`limner run`: call a model, and save what it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from limner.cli.cache_options import cache_for, cache_options, check_cached
from limner.cli.documented import JSON_HELP
from limner.cli.model_command import ModelCommand
from limner.cli.receipt_options import kept, receipt_options
from limner.cli.screen import Screen

if TYPE_CHECKING:
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


OUTPUT_HELP = (
    "A folder (dir/), or a name in which {index}, {name}, {request_id}, {endpoint}, {seed}, {date}"
    " and {ext} are filled in; s3://, gs:// and az:// too. Default: here."
)


MAX_COST_HELP = "Refuse it if it's expected to cost more: 0.50 (US dollars), '0.50 EUR'."


def amount(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """An amount of money, as it was typed."""
    from limner.price import limit

    try:
        if value is not None:
            limit(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None
    return value


def positive(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is None or value > 0:
        return value
    raise click.BadParameter("it must be above 0.")


@click.command(
    "run",
    cls=ModelCommand,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Call a model and save what it makes.",
)
@click.option("--sandbox", is_flag=True, help="Draw it here: no key, no network, no cost.")
@click.option("--provider", metavar="NAME", help="Who runs it, instead of the model's own.")
@click.option("--dry-run", is_flag=True, help="Check, show what would be sent, send nothing.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=float,
    callback=positive,
    help="How long to wait; 600 by default, 1800 for videos. The job itself goes on.",
)
@click.option("--max-cost", metavar="AMOUNT", callback=amount, help=MAX_COST_HELP)
@click.option(
    "--allow-unknown-price",
    is_flag=True,
    help="Under --max-cost or a budget, send it even if nobody knows what it costs.",
)
@click.option(
    "--webhook", metavar="URL", help="Where the provider posts a notice when the job is done."
)
@click.option(
    "--fill-seed",
    is_flag=True,
    help="Add a random seed if there is none, so that the request can always be found again.",
)
@click.option(
    "--strict", is_flag=True, help="Exit with 9 if the result isn't as promised and asked for."
)
@click.option("--no-wait", is_flag=True, help="Submit it, and say how it is collected.")
@click.option("--output", metavar="WHERE", default="./", help=OUTPUT_HELP)
@receipt_options
@cache_options
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(  # noqa: PLR0913 -- what the options give
    call: TypedCall,
    provider: str | None,
    timeout: float | None,
    output: str,
    webhook: str | None,
    *,
    max_cost: str | None,
    allow_unknown_price: bool,
    sandbox: bool,
    dry_run: bool,
    fill_seed: bool,
    strict: bool,
    no_embed: bool,
    private: bool,
    cached: bool,
    fresh: bool,
    unseeded: bool,
    no_wait: bool,
    as_json: bool,
) -> None:
    """Call a model, wait for it, and save the files that it makes."""
    if sandbox and provider not in {None, "sandbox"}:
        raise click.UsageError(f"--sandbox and --provider {provider} exclude each other.")
    cache = cache_for(
        cached=cached, fresh=fresh, unseeded=unseeded, fill_seed=fill_seed, webhook=webhook
    )
    from dataclasses import replace

    from limner.cli.calling import submit_alone, submit_and_wait, without_ending
    from limner.cli.model_help import retirement
    from limner.cli.outcome import (
        show_dry_run,
        show_result,
        show_submitted,
        showing_what_is_kept,
    )
    from limner.cli.quarantine import noting, report_broken
    from limner.cli.refusal import checked
    from limner.client import Client

    screen = Screen.wanted(as_json)
    provider = "sandbox" if sandbox else provider
    client = Client(
        provider,
        max_cost=max_cost,
        allow_unknown_price=allow_unknown_price,
        strict=strict,
        cache=cache,
        **kept(no_embed=no_embed, private=private),
    )
    with noting(screen), client:
        request = replace(checked(client, call), webhook=webhook)
        request = request.with_seed() if fill_seed else request
        broken = report_broken(client, screen)
        if warning := retirement(request.model):
            screen.note(f"Note: {warning}")
        if dry_run:
            show_dry_run(client, request, screen, provider)
            return
        check_cached(client, request, screen, cache)
        with showing_what_is_kept(screen, broken):
            if no_wait:
                job = submit_alone(client, request)
                if job.job.answer:
                    show_result(job.result(output=output), screen, broken)
                else:
                    show_submitted(job.job, screen, broken)
                return
            result, seconds = submit_and_wait(client, request, timeout, output)
            show_result(result, screen, (*broken, *without_ending(output, screen)), seconds)
