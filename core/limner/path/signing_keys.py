"""The public keys by which a provider signs its notices."""

from __future__ import annotations

import logging
from math import inf
from typing import TYPE_CHECKING

from limner.effects import Path, now, send
from limner.errors import TransportError
from limner.webhook import KEYS_LAST, public_keys

if TYPE_CHECKING:
    from limner.provider import Notifying

LOG = logging.getLogger("limner")

AT_MOST_EVERY = 60.0
"""Seconds between two readings of the keys, however many notices no key fits."""

PATIENCE = 10.0
"""Seconds within which the keys have to be read: the provider waits 15 for its answer."""


class SigningKeys:
    """The public keys of a provider: read when they're needed, and kept for a day.

    Args:
        provider: Whose they are.
    """

    def __init__(self, provider: Notifying) -> None:
        self._provider = provider
        self._keys: tuple[bytes, ...] = ()
        self._read = self._asked = -inf

    def get(self, *, newer: bool = False) -> Path[tuple[bytes, ...]]:
        """The keys; none where they can't be read, which is logged.

        Args:
            newer: Whether those that are known don't do. They are read once a minute at most.
        """
        time = yield from now()
        old = time - self._read > KEYS_LAST
        if (old or newer) and time - self._asked >= AT_MOST_EVERY:
            self._asked = time
            if found := (yield from self._found()):
                self._keys, self._read, old = found, time, False
        return () if old else self._keys

    def _found(self) -> Path[tuple[bytes, ...]]:
        call = self._provider.webhook_keys()
        try:
            answer = yield from send(call.within(PATIENCE))
        except TransportError as failure:
            LOG.warning("the keys that sign webhooks can't be read at %s: %s", call.url, failure)
            return ()
        found = public_keys(answer)
        if not found:
            LOG.warning("%s has no keys that sign webhooks: HTTP %s", call.url, answer.status)
        return found
