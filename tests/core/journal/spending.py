"""Rows that cost something, and what is left of a budget."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.journal import Entry, Journal

    Row = Callable[..., Entry]

CENT = Decimal("0.01")


def priced(row: Row, amount: str = "0.01", **facts: Any) -> Entry:
    return row(estimate=Decimal(amount), **{"currency": "USD", **facts})


def left(journal: Journal) -> Decimal:
    budget = journal.budget()
    assert budget is not None
    return budget.amount - journal.spent(budget.currency, 0.0)
