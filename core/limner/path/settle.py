"""What a job cost: the provider's bill as far as its answer tells, else what was expected."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from limner.expectations.codes import COST
from limner.price import FREE, Cost, Estimate, as_cost, money
from limner_registry import Issue
from limner_registry.rate import EXACTLY

if TYPE_CHECKING:
    from limner.job import Job
    from limner.path.setting import Setting
    from limner.transport import HttpAnswer

FAR = Decimal("0.2")
"""How far a bill may be from the estimate, as a part of that, without a warning."""

SMALL = Decimal("0.01")
"""The difference that is never worth one, in units of the currency."""


def billed(job: Job, answer: HttpAnswer, setting: Setting) -> Cost | None:
    """What the answer to a result call says was billed; None where it doesn't say.

    Args:
        job: The job.
        answer: With the number of units; what one costs is in the model's document.
        setting: Who billed it.
    """
    account, model = setting.account, job.request.model
    if account.meter is None or account.provider.name != model.provider:
        return None
    units, rate = account.meter.read_units(answer), model.rate
    if units is None or rate is None:
        return None
    return Cost(rate.amount_of(units), rate.currency, billed=True)


def cost_of(job: Job, bill: Cost | None, setting: Setting) -> Cost | None:
    """What a job cost, as far as that is known.

    Args:
        job: The job.
        bill: What was billed, if that was told just now.
        setting: Who ran it.
    """
    if job.answer is not None or setting.account.in_process:
        return Cost(*FREE, billed=True)
    if bill is not None:
        return bill
    if job.entry is not None:
        return job.entry.cost
    return as_cost(job.estimate) if job.estimate else None


def expected(job: Job) -> Estimate | None:
    """What a job was expected to cost when it was submitted."""
    entry = job.entry
    if entry and entry.estimate is not None and entry.currency:
        return Estimate(entry.estimate, entry.currency)
    return job.estimate


def surprise(job: Job, cost: Cost | None) -> tuple[Issue, ...]:
    """A warning where the bill is far from what was expected."""
    estimate = expected(job)
    if not (cost and cost.billed and estimate and cost.currency == estimate.currency):
        return ()
    difference = abs(EXACTLY.subtract(cost.amount, estimate.amount))
    if difference <= SMALL or difference <= FAR * estimate.amount:
        return ()
    about = money(estimate.amount, estimate.currency)
    return (Issue("", COST, f"it was billed {cost}, and about {about} was expected"),)
