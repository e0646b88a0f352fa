"""A ceiling for calls that cost money: a plugin that adds up what they are expected to cost."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING

from limner.errors import Refused
from limner.hookspecs import hookimpl

if TYPE_CHECKING:
    from limner.price import Estimate
    from limner.request import Request


class Ceiling:
    """Refuses the call with which the sum of all would be more than a ceiling.

    Every call counts, once it's about to be submitted, whatever comes of it. One whose price
    nobody knows is refused; a plugin's `estimate_cost` can tell it.

    Attributes:
        dollars: The ceiling, in US dollars.
        spent: What the calls until now are expected to cost.
    """

    def __init__(self, dollars: Decimal) -> None:
        self.dollars = dollars
        self.spent = Decimal(0)
        self._lock = threading.Lock()

    @hookimpl(trylast=True)
    def before_submit(self, request: Request, estimate: Estimate | None) -> None:
        """Count the call, or refuse it."""
        if estimate is None or estimate.currency != "USD":
            known = f"is in {estimate.currency}" if estimate else "is unknown"
            raise Refused(
                f"the price of {request.endpoint_id} {known}, so no ceiling in dollars can hold"
                " it; a plugin with the hook estimate_cost can tell it"
            )
        with self._lock:
            if self.spent + estimate.amount > self.dollars:
                raise Refused(
                    f"with {estimate.amount} USD more, live calls would cost"
                    f" {self.spent + estimate.amount} USD; the ceiling is {self.dollars} USD"
                )
            self.spent += estimate.amount
