"""`limner price`: what a call is expected to cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP
from limner.cli.model_command import ModelCommand
from limner.cli.screen import Screen, bold, facts, paragraph, plain, width

if TYPE_CHECKING:
    from limner.cli.typed import TypedCall
    from limner.price import Quote


EXAMPLES = (
    'limner price fal-ai/flux/dev prompt="a lighthouse" num_images=4',
    "limner price fal-ai/clarity-upscaler image_url=@photo.png upscale_factor=4",
)

NOTES = (
    "It's an estimate, by the price in the model's document or by a plugin; what isn't known is"
    " said to be unknown, and the exit code is 0 for that too. limner run --max-cost holds a call"
    " to it."
)


@click.command(
    "price",
    cls=ModelCommand,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Tell what a call is expected to cost; nothing is sent.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(call: TypedCall, *, as_json: bool) -> None:
    """Check arguments, and tell what a call with them is expected to cost."""
    from limner.cli.quarantine import noting, report_broken
    from limner.cli.refusal import checked
    from limner.client import Client

    screen = Screen.wanted(as_json)
    with noting(screen), Client() as client:
        request = checked(client, call)
        quote = client.quote(request)
        report_broken(client, screen)
    if screen.json:
        told = {"endpoint_id": request.endpoint_id, "provider": request.model.provider}
        screen.answer(told | _as_json(quote))
    else:
        screen.say(_lines(request.endpoint_id, request.model.provider, quote))


def _as_json(quote: Quote) -> dict[str, Any]:
    from limner.price import Estimate

    rate = _rate_as_json(quote)
    if not isinstance(quote, Estimate):
        return {"estimate": None, "rate": rate, "reason": quote.reason}
    estimate = {"amount": float(quote.amount), "currency": quote.currency}
    return {"estimate": estimate, "rate": rate, "reason": None}


def _rate_as_json(quote: Quote) -> dict[str, Any] | None:
    rate, units = quote.rate, getattr(quote, "units", None)
    if rate is None:
        return None
    return {
        "amount": float(rate.amount),
        "currency": rate.currency,
        "unit": rate.unit,
        "units": None if units is None else float(units),
        "source": rate.source,
        "date": rate.date,
    }


def _lines(endpoint_id: str, provider: str, quote: Quote) -> list[str]:
    from limner.price import Estimate

    pairs = {key: plain(text) for key, text in {"at": provider, **_facts(quote)}.items()}
    name, known = bold(plain(endpoint_id)), facts(pairs, width())
    if not isinstance(quote, Estimate):
        reason = f"{quote.reason[:1].upper()}{quote.reason[1:]}."
        return [f"{name}: the price is unknown.", *paragraph(plain(reason), width()), *known]
    about = f"about {quote}" if quote.amount else "nothing"
    return [f"{name} costs {bold(about)}.", *known]


def _facts(quote: Quote) -> dict[str, str]:
    rate, units = quote.rate, getattr(quote, "units", None)
    if rate is None:
        return {}
    return {
        "rate": str(rate),
        "units": "" if units is None else f"{units.normalize():f}",
        "source": rate.source,
        "taken": rate.date,
    }
