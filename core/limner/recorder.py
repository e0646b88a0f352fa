"""Puts what a path records into its journal for `AsyncClient`: what may wait goes together."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from limner.journal import AsyncJournal, MemoryJournal
from limner.threads import on_a_worker, to_its_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.journal import Change, Journal

LOG = logging.getLogger("limner")

PATIENCE = 1.0
"""Seconds that a change may wait for another one of its path to go along with."""


class Recorder:
    """Changes a journal for one driver.

    Args:
        journal: The journal; None for nowhere.
    """

    def __init__(self, journal: Journal | None) -> None:
        self._journal = journal
        self._together = journal if isinstance(journal, AsyncJournal) else None
        self._waiting: list[Change] = []
        self._reminder: asyncio.TimerHandle | None = None
        self._flushing: asyncio.Task[None] | None = None

    async def record(self, change: Change, *, soon: bool = False) -> None:
        """Make a change, and those that waited for one; raises what the journal does.

        Args:
            change: The change; it's on disk when this returns, ...
            soon: ... unless it may wait.
        """
        if self._together is not None:
            self._waiting.append(change)
            if not soon:
                await self._make()
            elif self._reminder is None:
                self._reminder = self._reminded()
        elif self._journal is not None:
            method = getattr(self._journal, change.method)
            step = partial(method, *change.arguments, **change.facts)
            if type(self._journal) is MemoryJournal:  # waits for no disk, as a subclass might
                step()
            else:
                await to_its_end(on_a_worker(step))

    async def flush(self) -> None:
        """Make the changes that wait; one that fails by now costs no job: that's logged."""
        try:
            await self._make()
        except Exception:
            LOG.exception("the journal can't note what became of a job")

    async def _make(self) -> None:
        changes, self._waiting = self._waiting, []
        if self._reminder:
            self._reminder.cancel()
            self._reminder = None
        if not changes or self._together is None:
            return
        try:
            await self._together.change_all(changes)
        except Exception:
            if len(changes) == 1:
                raise
            await self._apart(changes)

    async def _apart(self, changes: Sequence[Change]) -> None:
        """Make changes one by one: what one fails with is no fault of the next."""
        *before, last = changes
        for change in before:
            self._waiting.insert(0, change)
            await self.flush()
        await self.record(last)

    def _reminded(self) -> asyncio.TimerHandle:
        """Flush in a while: all drivers of a loop at one moment, and so in one transaction."""
        loop = asyncio.get_running_loop()
        return loop.call_at((loop.time() // PATIENCE + 1) * PATIENCE, self._remind)

    def _remind(self) -> None:
        self._reminder = None
        self._flushing = asyncio.ensure_future(self.flush())
