"""Money: what a request is expected to cost, what it did cost, and what it may cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from limner_registry.rate import EXACTLY

if TYPE_CHECKING:
    from limner_registry.rate import Rate

USD = "USD"

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_MOST = Decimal(10) ** 12
_FINE = Decimal("0.0001")


@dataclass(frozen=True, repr=False)
class Estimate:
    """What a request is expected to cost.

    Attributes:
        amount: In units of the currency; finite, and not below 0.
        currency: ISO 4217: `USD`.
        units: How many units of its rate it is; None where a plugin told the amount.
        rate: What the model's document says of the price; None likewise.
    """

    amount: Decimal
    currency: str
    units: Decimal | None = None
    rate: Rate | None = None

    def __post_init__(self) -> None:
        amount = self.amount
        if not isinstance(amount, Decimal) or not amount.is_finite() or amount < 0:
            raise ValueError(f"an amount of money is a finite Decimal, 0 or more, not {amount!r}")
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"a currency is three capital letters, not {self.currency!r}")

    def __str__(self) -> str:
        return money(self.amount, self.currency)

    def __repr__(self) -> str:
        return f"<Estimate {self.amount} {self.currency}>"


@dataclass(frozen=True)
class Unpriced:
    """A request of which nobody knows what it will cost.

    Attributes:
        reason: Why not: a clause.
        rate: What the model's document says of the price of a unit, if it says anything.
    """

    reason: str
    rate: Rate | None = None


Quote = Estimate | Unpriced
"""What is known, before a request is sent, of what it will cost."""


@dataclass(frozen=True, repr=False)
class Cost:
    """What a result cost.

    Attributes:
        amount: In units of the currency.
        currency: ISO 4217: `USD`.
        billed: Whether the provider's answer says so; else it's what was expected.
    """

    amount: Decimal
    currency: str
    billed: bool

    def as_json(self) -> dict[str, Any]:
        """The cost as the command line's JSON has it."""
        return {
            "amount": float(self.amount),
            "currency": self.currency,
            "billed": self.billed,
        }

    def __str__(self) -> str:
        return f"{'' if self.billed else 'about '}{money(self.amount, self.currency)}"

    def __repr__(self) -> str:
        return f"<Cost {self}>"


def as_cost(estimate: Estimate) -> Cost:
    """What a job costs, as far as its estimate tells."""
    return Cost(estimate.amount, estimate.currency, billed=False)


@dataclass(frozen=True)
class Cap:
    """What one request may cost.

    Attributes:
        amount: At most so much; None for whatever it costs.
        currency: ISO 4217: `USD`.
        unpriced: Whether one may be sent of which nobody knows what it will cost.
    """

    amount: Decimal | None = None
    currency: str = USD
    unpriced: bool = False


NO_CAP = Cap()

FREE = (Decimal(0), USD)
"""What a request costs that nobody is paid for."""


def money(amount: Decimal, currency: str) -> str:
    """An amount as people read it: cents at least, and as many digits as tell something.

    Example:
        >>> money(Decimal("0.0262144"), "USD"), money(Decimal(3), "USD")
        ('0.0262 USD', '3.00 USD')
    """
    fine = (
        amount.quantize(_FINE, context=EXACTLY)
        if abs(amount) >= _FINE and abs(amount) < _MOST
        else amount
    )
    whole, _, part = f"{fine:f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')} {currency}"


def limit(given: Decimal | float | str) -> tuple[Decimal, str]:
    """A limit that somebody set: its amount and its currency, US dollars if none is named.

    Example:
        >>> limit("0.50"), limit("20 EUR")
        ((Decimal('0.50'), 'USD'), (Decimal('20'), 'EUR'))

    Raises:
        ValueError: It's no amount of money.
    """
    number, _, currency = str(given).strip().partition(" ")
    try:
        amount = Decimal(number)
    except InvalidOperation:
        amount = Decimal("NaN")
    currency = currency.strip() or USD
    if not amount.is_finite() or not 0 <= amount < _MOST or not _CURRENCY.fullmatch(currency):
        raise ValueError(f"{given!r} is no amount of money; write it as 0.50, or as 0.50 EUR")
    return amount, currency
