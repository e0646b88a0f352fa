"""A receipt as JSON: it comes back as it was, and what isn't one is told by its place."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from a_receipt import receipt_for

from limner.errors import InvalidReceipt
from limner.receipts import Receipt
from limner.receipts.receipt import LARGEST, as_bytes, json_of

JSON = receipt_for(b"a file").as_json()


def test_a_receipt_comes_back_as_it_was() -> None:
    """JSON, bytes and back: nothing is lost."""
    receipt = receipt_for(b"a file")

    assert Receipt.of_json(json_of(as_bytes(receipt))) == receipt
    assert Receipt.of_json(receipt.as_json()) == receipt


def test_anybody_can_check_the_digest() -> None:
    """The digest is that of the rest as JSON with sorted keys and no spaces, in UTF-8.

    So it's also that of the receipt's own text without the member: no number is read.
    """
    rest = {name: value for name, value in JSON.items() if name != "receipt_sha256"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    own = as_bytes(receipt_for(b"a file")).decode()
    member = f'"receipt_sha256":"{JSON["receipt_sha256"]}",'

    assert JSON["receipt_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert own.replace(member, "") == text


def test_a_later_limner_may_say_more() -> None:
    """Members that this version doesn't know don't keep it from reading the others."""
    more = {**JSON, "watermark": "none", "output": {**JSON["output"], "width": 8}}

    assert Receipt.of_json(more) == receipt_for(b"a file")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"receipt_version": 2}, "its version is 2, and this Limner reads 1"),
        ({"receipt_version": True}, "its version is True"),
        ({"receipt_version": None}, "it has no receipt_version"),
        ({"seed": "7"}, "/seed: "),
        ({"provider": None}, "/provider: "),
        ({"arguments": []}, "/arguments: "),
        ({"omitted": [1]}, "/omitted/0: "),
        ({"inputs": [{"pointer": "/a"}]}, "/inputs/0/name: "),
        ({"output": {}}, "/output/pointer: "),
        ({"cost": {"amount": "x", "currency": "USD", "billed": True}}, "/cost/amount: "),
        ({"saved": "yesterday"}, "/saved: 'yesterday' is no time"),
        ({"saved": "0001-01-01T00:00:00+14:00"}, "/saved: '0001-01-01T00:00:00+14:00' is no time"),
        ({"finished": "9999-12-31T23:59:59-12:00"}, "/finished: "),
        ({"submitted": 3}, "/submitted: "),
        ({"omitted": ["/prompt", "seed"]}, "/omitted/1: 'seed' is no JSON pointer"),
        ({"seed": float("nan")}, "it isn't JSON"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(changed: dict[str, Any], told: str) -> None:
    """JSON that isn't a receipt is an error that names the place."""
    with pytest.raises(InvalidReceipt) as error:
        Receipt.of_json({**JSON, **changed})

    assert told in str(error.value)


@pytest.mark.parametrize("name", sorted(JSON.keys() - {"receipt_version", "receipt_sha256"}))
def test_every_member_has_to_be_there(name: str) -> None:
    """A receipt without one of its members is refused, and the member named."""
    rest = {other: value for other, value in JSON.items() if other != name}

    with pytest.raises(InvalidReceipt, match=f"/{name}"):
        Receipt.of_json(rest)


@pytest.mark.parametrize("value", [None, 3, "x", [], {}])
def test_other_json_is_no_receipt(value: Any) -> None:
    """JSON of another kind is refused."""
    with pytest.raises(InvalidReceipt):
        Receipt.of_json(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"{",
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b"[" * 100_000,
        b" " * (LARGEST + 1),
        b"1" * 5000,
    ],
)
def test_bytes_that_are_no_json(data: bytes) -> None:
    """Garbage, NaN, a name twice, nesting without end and too many bytes are refused."""
    with pytest.raises(InvalidReceipt):
        json_of(data)
