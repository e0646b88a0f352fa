"""What a document says of a price, and how many units a call is."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from limner_registry.rate import Rate, Uncountable

PRICE: dict[str, Any] = {
    "amount": 0.1,
    "unit": "image",
    "currency": "USD",
    "source": "acme.example",
    "date": "2026-11-22",
}
SIZES = {"photo": (1000, 2001)}

COUNTED: dict[str, tuple[list[dict[str, Any]], dict[str, Any], str]] = {
    "every call is one": ([], {}, "1"),
    "a number": ([{"parameter": "n"}], {"n": 3}, "3"),
    "a part of one": ([{"parameter": "n"}], {"n": 0.1}, "0.1"),
    "a choice in digits": ([{"parameter": "n"}], {"n": "10"}, "10"),
    "a choice in words": ([{"parameter": "n", "values": {"8s": 8}}], {"n": "8s"}, "8"),
    "a number beside choices": ([{"parameter": "n", "values": {"8s": 8}}], {"n": 5}, "5"),
    "yes": ([{"parameter": "loud", "values": {"true": 2, "false": 1}}], {"loud": True}, "2"),
    "characters": ([{"parameter": "t", "measure": "length", "per": 1000}], {"t": "abc"}, "0.003"),
    "begun thousands": (
        [{"parameter": "t", "measure": "length", "per": 1000, "round_up": True}],
        {"t": "x" * 1001},
        "2",
    ),
    "elements": ([{"parameter": "urls", "measure": "length"}], {"urls": ["a", "b"]}, "2"),
    "a stated size": (
        [{"parameter": "size", "measure": "megapixels"}],
        {"size": {"width": 14142, "height": 14142}},
        "199.996164",
    ),
    "a measured picture, scaled up": (
        [{"parameter": "photo", "measure": "megapixels"}, {"parameter": "n"}, {"parameter": "n"}],
        {"photo": "a.png", "n": 2},
        "8.004",
    ),
    "more than anybody pays": ([{"parameter": "n"}], {"n": 10**5000}, f"1{'0' * 5000}"),
}


@pytest.mark.parametrize("case", COUNTED.values(), ids=COUNTED.keys())
def test_a_call_is_so_many_units(case: tuple[list[dict[str, Any]], dict[str, Any], str]) -> None:
    """The factors are multiplied, exactly."""
    count, arguments, units = case
    rate = Rate.of({"price": {**PRICE, "count": count}})

    assert rate is not None
    assert rate.units(arguments, SIZES) == Decimal(units)


UNCOUNTED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "no rule": (None, {}, "doesn't say how the unit, image, is counted"),
    "not given": ([{"parameter": "n"}], {}, "n isn't given, and has no default"),
    "nothing": ([{"parameter": "n"}], {"n": None}, "n is None"),
    "words": ([{"parameter": "n"}], {"n": "auto"}, "n is 'auto'"),
    "yes": ([{"parameter": "n"}], {"n": True}, "n is True"),
    "below zero": ([{"parameter": "n"}], {"n": -1}, "n is -1"),
    "digits of another script": ([{"parameter": "n"}], {"n": "\u0665"}, "isn't a number"),
    "an exponent": ([{"parameter": "n"}], {"n": "1e9"}, "isn't a number"),
    "no number": ([{"parameter": "n"}], {"n": float("nan")}, "n is nan"),
    "without length": ([{"parameter": "n", "measure": "length"}], {"n": 5}, "has no length"),
    "a picture elsewhere": (
        [{"parameter": "photo_2", "measure": "megapixels"}],
        {"photo_2": "https://x.example/a.png"},
        "the size of photo_2 in pixels isn't known; a local picture is measured",
    ),
    "half a size": ([{"parameter": "s", "measure": "megapixels"}], {"s": {"width": 5}}, "width"),
    "no such measure": ([{"parameter": "n", "measure": "age"}], {"n": 1}, "can't be used"),
    "no parameter": ([{}], {"n": 1}, "can't be used"),
    "per nothing": ([{"parameter": "n", "per": 0}], {"n": 1}, "can't be used"),
}


@pytest.mark.parametrize("case", UNCOUNTED.values(), ids=UNCOUNTED.keys())
def test_what_cannot_be_counted_is_said(case: tuple[Any, dict[str, Any], str]) -> None:
    """There's a reason in words, and never a guess."""
    count, arguments, reason = case
    rate = Rate.of({"price": {**PRICE, "count": count}})

    assert rate is not None
    with pytest.raises(Uncountable, match=reason):
        rate.units(arguments, SIZES)


@pytest.mark.parametrize("price", [None, 3, "cheap", {}, {**PRICE, "amount": "?"}, [PRICE]])
def test_a_document_without_a_legible_price_has_no_rate(price: Any) -> None:
    """Nothing is made up, and nothing is raised."""
    assert Rate.of({"price": price}) is None
    assert Rate.of({}) is None


@given(
    amount=st.decimals(0, 100, places=6),
    numbers=st.lists(st.integers(0, 10**6) | st.decimals(0, 1000, places=4), max_size=6),
    precision=st.integers(1, 10),
)
def test_money_is_exact(amount: Decimal, numbers: list[int | Decimal], precision: int) -> None:
    """Whatever is multiplied, not a millionth is lost, in whichever context the caller counts."""
    arguments = {
        f"p{n}": value if isinstance(value, int) else str(value) for n, value in enumerate(numbers)
    }
    count = [{"parameter": name} for name in arguments]
    rate = Rate.of({"price": {**PRICE, "amount": str(amount), "count": count}})
    expected = Fraction(amount)
    for value in numbers:
        expected *= Fraction(value)

    assert rate is not None
    with localcontext(Context(prec=precision)):
        cost = rate.amount_of(rate.units(arguments, {}))

    assert Fraction(cost) == expected
