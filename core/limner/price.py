"""What a request is expected to cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, repr=False)
class Estimate:
    """What a request is expected to cost.

    Attributes:
        amount: In units of the currency.
        currency: ISO 4217: `USD`.
    """

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __repr__(self) -> str:
        return f"<Estimate {self}>"
