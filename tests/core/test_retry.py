"""How long is waited before another try, and what is tried again."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from limner.retry import FILE, RESULT, STATUS, SUBMIT, Rule, pause, retry_after
from limner.transport import HttpAnswer

CHANCE = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 60), CHANCE)
def test_waits_double_up_to_the_cap(attempt: int, chance: float) -> None:
    """The wait is drawn from the whole interval, which doubles from a second to the cap."""
    assert 0 <= pause(attempt, None, FILE, chance) <= min(30.0, 2.0 ** (attempt - 1))


@given(st.integers(1, 9), CHANCE, st.integers(0, 10**6))
def test_retry_after_is_the_least(attempt: int, chance: float, seconds: int) -> None:
    """What the provider asks to wait is waited, also above the cap."""
    answer = HttpAnswer(429, {"retry-after": str(seconds)})

    assert pause(attempt, answer, SUBMIT, chance) >= seconds


@pytest.mark.parametrize(
    "text", ["", "soon", "-3", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "1e9", "NaN", "0x10"]
)
def test_retry_after_that_is_no_number_of_seconds(text: str) -> None:
    """Anything but whole seconds counts as nothing."""
    assert retry_after(HttpAnswer(429, {"retry-after": text})) == 0


def test_enormous_retry_after_is_a_number() -> None:
    """A number of any length is one."""
    assert retry_after(HttpAnswer(429, {"retry-after": "9" * 400})) > 10**9


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        (SUBMIT, {429}),
        *((rule, {408, 409, 425, 429, *range(500, 600)}) for rule in (STATUS, RESULT, FILE)),
    ],
)
def test_statuses_that_are_tried_again(rule: Rule, statuses: set[int]) -> None:
    """The table at the top of the module, for every status that there is."""
    assert {status for status in range(100, 600) if rule.admits(HttpAnswer(status))} == statuses


def test_only_a_submit_is_not_repeated_after_a_loss() -> None:
    """A POST that may have arrived is never repeated."""
    assert [rule.after_loss for rule in (SUBMIT, STATUS, RESULT, FILE)] == [False, *[True] * 3]
