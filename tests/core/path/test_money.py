"""Money on the path: caps and the budget before the POST, the bill after the result."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from answers import FLUX, PROMPT, accepted, answer, completed, output, refusal
from scripted import AsyncScriptedClient, ScriptedClient, Step

import limner
from limner.errors import (
    ConnectionLost,
    JobFailed,
    JobRejected,
    NotSent,
    OutcomeUnknown,
    OverBudget,
)
from limner.journal import Budget, MemoryJournal

if TYPE_CHECKING:
    from limner.transport import HttpAnswer

EXPECTED = Decimal("0.0196608")
"""What `PROMPT` costs with flux/dev's own price."""

UNPRICED = "fal-ai/z-image/base"
Options = dict[str, Any]


def billed(units: str | None = None) -> HttpAnswer:
    return answer(200, output(), **({} if units is None else {"x_fal_billable_units": units}))


def budgeted(amount: str) -> MemoryJournal:
    journal = MemoryJournal()
    journal.set_budget(Budget(Decimal(amount), "USD"))
    return journal


@pytest.mark.parametrize(
    "options",
    [
        {"max_cost": "0.0196607"},
        {"max_cost": 0.01},
        {"max_cost": Decimal(0)},
        {"max_cost": "1.00 EUR"},
        {"journal": budgeted("0.0196607")},
        {"max_cost": 1, "journal": budgeted("0")},
        {"max_cost": "0.01", "allow_unknown_price": True},
    ],
    ids=str,
)
def test_what_may_cost_too_much_is_not_sent(options: Options) -> None:
    """Exit code 5, the amounts in the message, nothing sent, nothing on record."""
    client = ScriptedClient(**options)

    with pytest.raises(OverBudget, match=r"fal-ai/flux/dev: .*nothing was sent") as refused:
        client.submit(FLUX, PROMPT)

    assert refused.value.exit_code == 5
    assert refused.value.hint
    assert client.script.calls == []
    assert client.journal is not None
    assert client.journal.entries() == ()


@pytest.mark.parametrize(
    "options", [{}, {"max_cost": "0.0196608"}, {"journal": budgeted("0.0196608")}], ids=str
)
def test_what_is_allowed_is_sent_and_reserved(options: Options) -> None:
    """What it's expected to cost is in the row before the POST leaves, to the last digit."""
    client = ScriptedClient(accepted(), **options)

    client.submit(FLUX, PROMPT)

    assert (client.row.estimate, client.row.currency) == (EXPECTED, "USD")
    assert client.script.posts == 1


@pytest.mark.parametrize("options", [{"max_cost": 9}, {"journal": budgeted("9")}], ids=str)
def test_an_unknown_price_is_refused_unless_allowed(options: Options) -> None:
    """Under a cap or a budget; without either, nobody asks."""
    with pytest.raises(OverBudget, match="allow-unknown-price") as refused:
        ScriptedClient(**options).submit(UNPRICED, PROMPT)
    assert refused.value.estimate is None

    for allowed in ({**options, "allow_unknown_price": True}, {}):
        client = ScriptedClient(accepted(), **allowed)
        assert client.submit(UNPRICED, PROMPT).request_id
        assert client.row.estimate is None


@pytest.mark.parametrize("amount", ["", "x", "-1", "NaN", "1e400", "inf", "1 usd", "1 USD EUR"])
def test_what_is_no_amount_is_refused_at_once(amount: str) -> None:
    """A cap that can't be read isn't taken for none."""
    with pytest.raises(ValueError, match="no amount of money"):
        ScriptedClient(max_cost=amount)


ENDINGS: dict[str, tuple[list[Step], type[Exception], bool]] = {
    "rejected": ([refusal(400, detail="no")], JobRejected, False),
    "never sent": ([NotSent("dns")] * 9, limner.Unreachable, False),
    "unknown": ([ConnectionLost("reset")], OutcomeUnknown, True),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS.keys())
def test_a_reservation_lasts_as_long_as_it_may_have_to(
    ending: tuple[list[Step], type[Exception], bool],
) -> None:
    """It's released when the provider certainly took nothing, and kept while nobody knows."""
    steps, error, kept = ending
    client = ScriptedClient(*steps, journal=budgeted("1"))

    with pytest.raises(error):
        client.submit(FLUX, PROMPT)

    assert client.journal is not None
    assert client.journal.spent("USD", 0.0) == (EXPECTED if kept else 0)


def test_the_bill_settles_the_reservation() -> None:
    """The result says what was billed, the row too, and the budget has the rest back."""
    client = ScriptedClient(accepted(), completed(), billed("0.50000000"), journal=budgeted("1"))

    result = client.run(FLUX, PROMPT)

    assert result.cost == limner.Cost(Decimal("0.0125"), "USD", billed=True)
    assert client.row.billed == Decimal("0.0125")
    assert client.row.estimate == EXPECTED
    assert client.journal is not None
    assert client.journal.spent("USD", 0.0) == Decimal("0.0125")
    assert result.warnings == ()


@pytest.mark.parametrize(
    "units",
    [None, "", "-1", "NaN", "Infinity", "1e400", "1e2", "0x10", "1,5", "1 2", "\u0661", "9" * 400],
)
def test_an_odd_header_settles_nothing(units: str | None) -> None:
    """What can't be a number of units is no bill: the estimate stands, marked as one."""
    client = ScriptedClient(accepted(), completed(), billed(units))

    result = client.run(FLUX, PROMPT)

    assert result.cost == limner.Cost(EXPECTED, "USD", billed=False)
    assert (client.row.billed, client.row.state) == (None, "kept")


@pytest.mark.parametrize(
    ("units", "warned"),
    [("0.8", False), ("1", False), ("1.19", True), ("40", True), ("0", True), ("0.5", False)],
)
def test_a_bill_far_from_the_estimate_is_a_warning(units: str, *, warned: bool) -> None:
    """By more than a fifth, and more than a cent."""
    client = ScriptedClient(accepted(), completed(), billed(units))

    result = client.run(FLUX, PROMPT)

    assert [issue.code for issue in result.warnings] == ["cost"] * warned
    assert all("about 0.0197 USD was expected" in issue.message for issue in result.warnings)


def test_a_failed_job_is_billed_as_its_answer_says() -> None:
    """Nothing, as a rule: then nothing counts."""
    failed = answer(
        422, {"detail": [{"loc": [], "msg": "no", "type": "x"}]}, x_fal_billable_units="0"
    )
    client = ScriptedClient(accepted(), completed(), failed)

    with pytest.raises(JobFailed):
        client.run(FLUX, PROMPT)

    assert client.row.billed == 0
    assert client.journal is not None
    assert client.journal.spent("USD", 0.0) == 0


def test_a_job_taken_up_again_knows_its_cost() -> None:
    """Another client finds the estimate in the row, settles it, and a third finds the bill."""
    journal = MemoryJournal()
    ScriptedClient(accepted(), journal=journal).submit(FLUX, PROMPT)
    (row,) = journal.entries()

    second = ScriptedClient(completed(), billed("2"), journal=journal)
    settled = second.resume(row.id).result()
    third = ScriptedClient(journal=journal).resume(row.id).result()

    assert settled.cost == third.cost == limner.Cost(Decimal("0.05"), "USD", billed=True)
    assert [issue.code for issue in settled.warnings] == ["cost"]


def test_a_plugins_estimate_is_reserved() -> None:
    """The hook wins over the document, for the cap and for the row."""

    def estimate_cost() -> limner.Estimate:
        return limner.Estimate(Decimal(3), "USD")

    plugin = SimpleNamespace(__name__="Acme", estimate_cost=limner.hookimpl(estimate_cost))
    with pytest.raises(OverBudget, match=r"about 3\.00 USD"):
        ScriptedClient(plugins=[plugin], max_cost=2).submit(FLUX, PROMPT)

    client = ScriptedClient(accepted(), plugins=[plugin])
    client.submit(FLUX, PROMPT)
    assert client.row.estimate == 3


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal("NaN"), Decimal("Infinity"), 0.04, "1"])
def test_an_estimate_that_is_no_money_is_the_plugins_fault(amount: Any) -> None:
    """It could make room under a budget that isn't there: nothing is sent."""

    def estimate_cost() -> limner.Estimate:
        return limner.Estimate(amount, "USD")

    plugin = SimpleNamespace(__name__="Acme", estimate_cost=limner.hookimpl(estimate_cost))
    client = ScriptedClient(plugins=[plugin])

    with pytest.raises(limner.PluginError, match=r"(?s)Acme.*finite Decimal") as broken:
        client.submit(FLUX, PROMPT)

    assert broken.value.plugin == "Acme"
    assert client.script.calls == []


def test_an_answer_of_a_plugin_costs_nothing() -> None:
    """A cache may answer what the budget is too small for."""
    plugin = SimpleNamespace(__name__="Acme", submit_request=limner.hookimpl(output))
    client = ScriptedClient(plugins=[plugin], journal=budgeted("0"), max_cost=0)

    result = client.run(FLUX, PROMPT)

    assert result.cost == limner.Cost(Decimal(0), "USD", billed=True)
    assert client.journal is not None
    assert client.journal.spent("USD", 0.0) == 0


def test_the_sandbox_is_never_counted() -> None:
    """It costs nothing, whatever a model costs elsewhere, under any cap and budget."""
    journal = budgeted("0")
    with limner.Client("sandbox", journal=journal, max_cost=0, environment={}) as client:
        for endpoint_id in (FLUX, UNPRICED):
            result = client.run(endpoint_id, PROMPT)
            assert result.cost == limner.Cost(Decimal(0), "USD", billed=True)

    assert [entry.estimate for entry in journal.entries()] == [None, None]
    assert journal.spent("USD", 0.0) == 0


def test_another_providers_price_is_unknown() -> None:
    """A document's price is that of its own provider."""
    provider = (
        limner.Client(environment={"FAL_KEY": "a:b"})
        .connections.of(ScriptedClient().registry[FLUX])
        .account.provider
    )
    elsewhere = SimpleNamespace(**{n: getattr(provider, n) for n in dir(provider) if n[0] != "_"})
    elsewhere.name = "elsewhere"
    with pytest.raises(OverBudget, match="what it costs at fal, not at elsewhere"):
        ScriptedClient(provider=elsewhere, max_cost=1).submit(FLUX, PROMPT)


def test_the_async_client_does_the_same() -> None:
    """The cap, the budget and the bill."""

    async def check() -> None:
        with pytest.raises(OverBudget):
            await AsyncScriptedClient(max_cost="0.01").submit(FLUX, PROMPT)
        with pytest.raises(OverBudget):
            await AsyncScriptedClient(journal=budgeted("0.01")).submit(FLUX, PROMPT)
        client = AsyncScriptedClient(accepted(), completed(), billed("2"), journal=budgeted("1"))
        result = await client.run(FLUX, PROMPT)
        assert result.cost == limner.Cost(Decimal("0.05"), "USD", billed=True)
        assert client.price(FLUX, PROMPT) == ScriptedClient().price(FLUX, PROMPT)

    asyncio.run(check())
