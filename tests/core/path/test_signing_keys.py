"""The keys that sign notices are read when needed, kept for a day, and not asked for in vain."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from limner.driver import Driver
from limner.errors import ConnectionLost
from limner.path.signing_keys import SigningKeys
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from limner.transport import Stream

FIRST, SECOND = bytes(32), bytes(range(32))
DAY = 24 * 3600


@dataclass
class Shelf:
    """A provider that shows some keys, and the network to it.

    Attributes:
        keys: What it shows; nothing while it can't be reached.
        calls: The calls for them.
        time: The clock, in seconds.
    """

    keys: tuple[bytes, ...] | None = (FIRST,)
    calls: list[HttpCall] = field(default_factory=list)
    time: float = 0.0

    def webhook_keys(self) -> HttpCall:
        return HttpCall("GET", "https://rest.example/.well-known/jwks.json")

    def send(self, call: HttpCall) -> HttpAnswer:
        self.calls.append(call)
        if self.keys is None:
            raise ConnectionLost("the test cut it")
        texts = [base64.urlsafe_b64encode(key).decode() for key in self.keys]
        listed = [{"crv": "Ed25519", "x": text} for text in texts]
        return HttpAnswer(200, {}, json.dumps({"keys": listed}).encode())

    def open(self, call: HttpCall) -> Stream:
        raise AssertionError(f"the keys are read whole, not streamed: {call}")

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def now(self) -> float:
        return self.time

    def close(self) -> None:
        pass


def get(shelf: Shelf, keys: SigningKeys, *, newer: bool = False) -> tuple[bytes, ...]:
    return Driver(shelf, None).drive(keys.get(newer=newer))


def test_they_are_read_once_a_day() -> None:
    keys = SigningKeys(shelf := Shelf())
    for shelf.time in (0, 5, DAY - 1):
        assert get(shelf, keys) == (FIRST,)
    assert len(shelf.calls) == 1
    shelf.time, shelf.keys = DAY + 1, (SECOND,)
    assert get(shelf, keys) == (SECOND,)


def test_newer_ones_are_looked_for_once_a_minute_at_most() -> None:
    """Whoever posts forgeries all day can't make us ask the provider at each of them."""
    keys = SigningKeys(shelf := Shelf())
    get(shelf, keys)
    shelf.keys = (FIRST, SECOND)
    for shelf.time in range(60):
        assert get(shelf, keys, newer=True) == (FIRST,)
    assert len(shelf.calls) == 1
    shelf.time = 60
    assert get(shelf, keys, newer=True) == (FIRST, SECOND)


def test_while_they_cannot_be_read_those_of_today_do_and_older_ones_do_not() -> None:
    keys = SigningKeys(shelf := Shelf())
    get(shelf, keys)
    shelf.keys, shelf.time = None, DAY / 2
    assert get(shelf, keys, newer=True) == (FIRST,)
    shelf.time = DAY + 1
    assert get(shelf, keys) == ()
    shelf.keys, shelf.time = (SECOND,), DAY + 30
    assert get(shelf, keys) == (), "it asked again within a minute"
    shelf.time = DAY + 62
    assert get(shelf, keys) == (SECOND,)
