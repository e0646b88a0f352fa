"""Request -> Quote: what it is expected to cost, and whether it may cost that."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from limner.effects import ask, on_disk
from limner.errors import OverBudget
from limner.pictures import local_pictures, sizes_of
from limner.price import Cap, Estimate, Quote, Unpriced, money
from limner_registry.rate import Uncountable

if TYPE_CHECKING:
    from limner.effects import Path
    from limner.path.setting import Setting
    from limner.pictures import Picture
    from limner.request import Request
    from limner_registry.rate import Sizes


def price(prepared: Request, sent: Request, setting: Setting) -> Path[Quote]:
    """What a request is expected to cost: by a plugin, else by its document.

    Args:
        prepared: With the files that are sent; the local pictures are measured.
        sent: With their URLs.
        setting: Who runs it, and who is asked.
    """
    told = yield from ask(setting.hooks.estimate_cost, sent)
    if told is not None:
        return told
    if setting.account.in_process:
        return Unpriced("it costs nothing here")
    if sent.model.provider != setting.account.provider.name:
        where = f"at {sent.model.provider}, not at {setting.account.provider.name}"
        return Unpriced(f"its document states what it costs {where}")
    pictures = counted_pictures(prepared)
    sizes = (yield from on_disk(sizes_of, pictures)) if pictures else {}
    return by_document(sent, sizes)


def counted_pictures(request: Request) -> dict[str, Picture]:
    """The pictures of a request whose size its price depends on, as far as they are local."""
    rate = request.model.rate
    return local_pictures(rate.measured, request.arguments) if rate else {}


def by_document(request: Request, sizes: Sizes) -> Quote:
    """What a request is expected to cost at its own provider by its document.

    Args:
        request: The request.
        sizes: How large its pictures are, as far as that is known.
    """
    rate = request.model.rate
    if rate is None:
        return Unpriced("its document states no price")
    if not rate.amount:
        return Estimate(rate.amount, rate.currency, rate=rate)
    try:
        units = rate.units(request.model.effective(request.arguments), sizes)
    except Uncountable as error:
        return Unpriced(str(error), rate)
    return Estimate(rate.amount_of(units), rate.currency, units, rate)


def refuse_above(cap: Cap, request: Request, quote: Quote) -> None:
    """Refuse a request that may cost more than its cap.

    Raises:
        OverBudget: With what it would cost, and what to do.
    """
    if cap.amount is None:
        return
    limit = money(cap.amount, cap.currency)
    if isinstance(quote, Estimate) and quote.currency == cap.currency:
        if quote.amount > cap.amount:
            told = f"it would cost about {quote}, and may cost {limit} at most"
            raise _over(cap, request, told, "Allow it more, or ask for less.", quote.amount)
        return
    if not cap.unpriced:
        told = f"nobody knows whether it costs {limit} at most: {_why(quote)}"
        raise _over(cap, request, told, HOW_TO_ALLOW)


HOW_TO_ALLOW = (
    "`--allow-unknown-price` (in Python: allow_unknown_price=True) sends such a request."
)


def _why(quote: Quote) -> str:
    return quote.reason if isinstance(quote, Unpriced) else f"its price is in {quote.currency}"


def _over(
    cap: Cap, request: Request, told: str, hint: str, estimate: Decimal | None = None
) -> OverBudget:
    return OverBudget(
        f"{request.endpoint_id}: {told}",
        hint,
        endpoint_id=request.endpoint_id,
        estimate=estimate,
        limit=cap.amount or Decimal(0),
        currency=cap.currency,
    )
