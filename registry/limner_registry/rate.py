"""What a unit of a model costs, and how many units a call is: the rule in its document.

All numbers are exact decimals; what can't be counted is said, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal, localcontext
from math import inf, prod
from typing import TYPE_CHECKING, Any

from limner_registry.shortening import shown

if TYPE_CHECKING:
    from typing import Self

Sizes = Mapping[str, tuple[int, int]]
"""By a file parameter's name, the width and height of its picture, in pixels."""

MEGAPIXEL = 1_000_000

EXACTLY = Context(prec=100)
"""In which money is counted, whatever precision the caller's own decimals have."""

_NUMBER = re.compile(r"\d{1,30}(\.\d{1,30})?", re.ASCII)


class Uncountable(ValueError):
    """A call whose units can't be counted; the message says why."""


@dataclass(frozen=True)
class Rate:
    """What a unit costs.

    Attributes:
        amount: The price of one unit, in units of the currency.
        unit: What is counted: `megapixel`, `image`, `second`.
        currency: ISO 4217: `USD`.
        source: Who says so.
        date: The day on which it was taken from there, `YYYY-MM-DD`.
        count: The factors of a call's number of units; None where that isn't known.
    """

    amount: Decimal
    unit: str
    currency: str
    source: str
    date: str
    count: tuple[Mapping[str, Any], ...] | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self | None:
        """The rate that a document states; None where it states none that can be read."""
        try:
            stated = document["price"]
            count = stated.get("count")
            return cls(
                Decimal(str(stated["amount"])),
                str(stated["unit"]),
                str(stated["currency"]),
                str(stated["source"]),
                str(stated["date"]),
                None if count is None else tuple(map(dict, count)),
            )
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            return None

    @property
    def measured(self) -> frozenset[str]:
        """The parameters whose pictures' sizes are counted."""
        pictures = (one for one in self.count or () if one.get("measure") == "megapixels")
        return frozenset(str(one.get("parameter")) for one in pictures)

    def units(self, arguments: Mapping[str, Any], sizes: Sizes) -> Decimal:
        """How many units a call is.

        Args:
            arguments: With their defaults filled in, as `Model.effective` does.
            sizes: What is known of the pictures in them.

        Raises:
            Uncountable: It can't be told.
        """
        if self.count is None:
            raise Uncountable(f"its document doesn't say how the unit, {self.unit}, is counted")
        try:
            with localcontext(EXACTLY):
                factors = (_factor(one, arguments, sizes) for one in self.count)
                return prod(factors, start=Decimal(1))
        except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
            why = f"{type(error).__name__}: {error}"
            raise Uncountable(f"its document's rule for the price can't be used: {why}") from error

    def amount_of(self, units: Decimal) -> Decimal:
        """What so many units cost."""
        with localcontext(EXACTLY):
            return self.amount * units

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency} per {self.unit}"


def _factor(factor: Mapping[str, Any], arguments: Mapping[str, Any], sizes: Sizes) -> Decimal:
    name = str(factor["parameter"])
    if name not in arguments:
        raise Uncountable(f"{name} isn't given, and has no default")
    value = arguments[name]
    stated = factor.get("values", {})
    key = str(value).lower() if isinstance(value, bool) else value
    if isinstance(key, str) and key in stated:
        number = Decimal(str(stated[key]))
    else:
        number = _MEASURES[factor.get("measure", "number")](name, value, sizes)
    number /= Decimal(str(factor.get("per", 1)))
    return number.to_integral_value(ROUND_CEILING) if factor.get("round_up") else number


def _number(name: str, value: Any, _: Sizes) -> Decimal:
    if type(value) is int and value >= 0:
        return Decimal(value)
    if type(value) is float and 0 <= value < inf:
        return Decimal(repr(value))
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    raise Uncountable(f"{name} is {shown(value)}, which isn't a number to count by")


def _length(name: str, value: Any, _: Sizes) -> Decimal:
    if not isinstance(value, str | list | tuple):
        raise Uncountable(f"{name} is {shown(value)}, which has no length")
    return Decimal(len(value))


def _megapixels(name: str, value: Any, sizes: Sizes) -> Decimal:
    of_it = value if isinstance(value, Mapping) else {}
    width, height = sizes.get(name) or (of_it.get("width"), of_it.get("height"))
    if not (type(width) is type(height) is int and min(width, height) > 0):
        told = "; a local picture is measured" if isinstance(value, str) else f": {shown(value)}"
        raise Uncountable(f"the size of {name} in pixels isn't known{told}")
    return Decimal(width * height) / MEGAPIXEL


_MEASURES = {"number": _number, "length": _length, "megapixels": _megapixels}
