"""The setting of a path: who is called, who is asked, and who else is on the way."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from limner.keeping import EMBEDDED, Keeping
from limner.pace import Durations
from limner.price import NO_CAP, Cap
from limner.uploads import Uploaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from limner.hooks import Hooks
    from limner.journal import Journal
    from limner.provider import Account
    from limner.result import Collector
    from limner.uploads import Uploading


MOST_STREAMS = 50
"""How many jobs of a client are followed by streams at a time; the others are polled.

Each stream holds a connection, and the rest has to do with those that are left.
"""

WITHOUT_STREAMS = 600.0
"""Seconds for which a provider that has no stream isn't asked for one again."""


class Following:
    """What all that follow jobs for one client share. Safe for several threads.

    Attributes:
        durations: How long the jobs took.
    """

    def __init__(self) -> None:
        self.durations = Durations()
        self._places = BoundedSemaphore(MOST_STREAMS)
        self._without: dict[str, float] = {}

    @contextmanager
    def place(self, provider: str, now: float) -> Iterator[bool]:
        """Whether a job may be followed by a stream; the place is kept until it's done."""
        taken = now >= self._without.get(provider, now) and self._places.acquire(blocking=False)
        try:
            yield taken
        finally:
            if taken:
                self._places.release()

    def has_no_stream(self, provider: str, now: float) -> None:
        """Note that a provider knew a job, and had no stream of it."""
        self._without[provider] = now + WITHOUT_STREAMS


@dataclass(frozen=True)
class Setting:
    """What a path needs to know besides its request.

    Attributes:
        account: The provider, and the key with which it is called.
        hooks: The hooks that the request meets.
        collector: How an artifact that is handed out gets at its bytes.
        at_home: Whether `limner jobs` looks into the journal that requests are put into.
        chance: A number from 0 to below 1, anew at each call.
        following: What is shared with the client's other jobs.
        uploaded: What it has uploaded, likewise.
        local_files: Whether a string at a file's place may be the path of one.
        on_upload: Whom to tell how uploads go.
        cap: What a request may cost.
        keeping: How files are kept.
        journal: Where its rows can be read; None where nothing is put on record.
        strict: Whether a result with warnings is an error, once it's kept.
    """

    account: Account
    hooks: Hooks
    collector: Collector
    at_home: bool = False
    chance: Callable[[], float] = random.random
    following: Following = field(default_factory=Following)
    uploaded: Uploaded = field(default_factory=Uploaded)
    local_files: bool = True
    on_upload: Callable[[Uploading], object] | None = None
    cap: Cap = NO_CAP
    keeping: Keeping = EMBEDDED
    journal: Journal | None = None
    strict: bool = False
