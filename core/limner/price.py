"""What a request is expected to cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True)
class Estimate:
    """What a request is expected to cost.

    Attributes:
        amount: In units of the currency.
        currency: ISO 4217: `USD`.
    """

    amount: Decimal
    currency: str
