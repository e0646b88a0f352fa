"""The standing budget of a journal: what its requests may cost in a day, a month, or ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from limner.errors import OverBudget
from limner.price import money
from limner_registry.rate import EXACTLY

if TYPE_CHECKING:
    from limner.journal.entry import Entry

PERIODS = {"day": "a day", "month": "a month", "total": "in all"}
"""What a budget can be for, and in words; days and months are UTC's."""

UNCOUNTED = ("planned", "rejected", "withdrawn", "answered")
"""The states in which the provider has certainly taken nothing that costs.

What SQLite sums up heeds them too: whoever changes them adds a migration.
"""

DAY = 86400
"""Seconds of a day: what is spent is summed up by days of UTC."""


@dataclass(frozen=True)
class Budget:
    """What the requests of a journal may cost.

    A request counts from before its POST leaves: with what it's expected to cost, and with
    what was billed as soon as that is known. One whose outcome is unknown counts on; one
    that the provider certainly didn't take doesn't.

    Attributes:
        amount: In units of the currency.
        currency: ISO 4217: `USD`.
        per: A key of `PERIODS`.
    """

    amount: Decimal
    currency: str
    per: str = "day"

    def __post_init__(self) -> None:
        if self.per not in PERIODS:
            raise ValueError(f"a budget is per {', '.join(PERIODS)}, not per {self.per!r}")

    def since(self, moment: float) -> float:
        """When the period began in which a moment is, both in seconds since 1970.

        What is on record for later counts too: if a clock was set back, nothing is forgotten.
        """
        if self.per == "total":
            return 0.0
        day = datetime.fromtimestamp(moment, UTC).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        return (day.replace(day=1) if self.per == "month" else day).timestamp()

    def refuse_above(self, entry: Entry, spent: Decimal, *, unpriced: bool) -> None:
        """Refuse a new row for which too little is left.

        Args:
            entry: The row; what it is expected to cost is in it.
            spent: What the others of this period cost, or are expected to.
            unpriced: Whether it may be one of which nobody knows what it will cost.

        Raises:
            OverBudget: With how much is left.
        """
        left = max(Decimal(0), EXACTLY.subtract(self.amount, spent))
        if entry.estimate is not None and entry.currency == self.currency:
            if entry.estimate and entry.estimate > left:
                about = money(entry.estimate, self.currency)
                raise self._over(entry, left, f"it would cost about {about}", _MORE)
        elif not unpriced:
            known = f"in {entry.currency}" if entry.currency else "unknown"
            raise self._over(entry, left, f"what it would cost is {known}", _UNKNOWN)

    def _over(self, entry: Entry, left: Decimal, told: str, hint: str) -> OverBudget:
        rest = f"{money(left, self.currency)} is left of the budget of {self}"
        return OverBudget(
            f"{entry.endpoint_id}: {told}, and {rest}",
            hint,
            endpoint_id=entry.endpoint_id,
            estimate=entry.estimate if entry.currency == self.currency else None,
            limit=left,
            currency=self.currency,
        )

    def __str__(self) -> str:
        return f"{money(self.amount, self.currency)} {PERIODS[self.per]}"


_MORE = "`limner budget` shows it, and `limner budget set` changes it."
_UNKNOWN = (
    "`--allow-unknown-price` (in Python: allow_unknown_price=True) sends such a request;"
    " it isn't counted until it's billed."
)
