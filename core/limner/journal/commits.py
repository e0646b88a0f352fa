"""Group commit: callers that write at once share a transaction, and its way to the disk."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from limner.errors import OverBudget

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

T = TypeVar("T")

_MOST = 512
"""How many steps share a transaction at most."""

_OWN_FAULTS = (
    ArithmeticError,
    LookupError,
    OverBudget,
    TypeError,
    ValueError,
    sqlite3.InterfaceError,
)
"""What one step fails with, and the others of its transaction don't."""


class Closed(sqlite3.ProgrammingError):
    """The connection was closed meanwhile; nothing was written."""


class Commits:
    """A connection for many threads, with one thread of its own that writes.

    While one transaction is on its way to the disk, the next one gathers. The thread starts
    when two want to write at once; an interruption of a caller never reaches it.

    Args:
        connection: In autocommit mode, and used by nobody else.

    Attributes:
        closed: Whether the connection is closed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._using = threading.RLock()
        self._user: int | None = None
        self.closed = False
        self._steps: SimpleQueue[_Task | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def write(self, step: Callable[[sqlite3.Connection], T]) -> T:
        """Take a step in a transaction; it's on disk when this returns.

        Raises:
            Closed: The connection was closed; nothing was written.
            sqlite3.Error: The transaction can't be had, or can't be committed.
            Exception: The step's own fault.
        """
        task = _Task(step)
        if not self._at_once(task):
            self._put(task)
        task.under_way.acquire()
        outcome: T = task.outcome()
        return outcome

    async def awaited(self, step: Callable[[sqlite3.Connection], T]) -> T:
        """The same as `write`, no thread blocked meanwhile; a cancellation waits for it too."""
        task = _AsyncTask(step)
        self._put(task)
        await task.settled()
        outcome: T = task.outcome()
        return outcome

    def read(self, step: Callable[[sqlite3.Connection], T]) -> T:
        """Take a step that changes nothing."""
        with self._using:
            if self.closed:
                raise Closed
            return self._by_this_thread(partial(step, self._connection))

    def close(self) -> None:
        """Close the connection when what waits is written; several threads may at once."""
        if self._thread:
            self._steps.put(None)
            # A thread that is interrupted while it uses the connection has to let go of it first.
            if threading.get_ident() not in {self._user, self._thread.ident}:
                self._thread.join()
        with self._using:
            self.closed = True
            self._connection.close()
        self._turn_away()
        self._steps.put(None)

    def _at_once(self, task: _Task) -> bool:
        """Take a step in this thread, if nobody else wants to: that saves the way to another."""
        if not self._steps.empty() or not self._using.acquire(blocking=False):
            return False
        try:
            self._by_this_thread(partial(self._commit, [task]))
        finally:
            self._using.release()
        return True

    def _by_this_thread(self, work: Callable[[], T]) -> T:
        self._user = threading.get_ident()
        try:
            return work()
        finally:
            self._user = None

    def _put(self, task: _Task) -> None:
        self._steps.put(task)
        if self.closed:
            self._turn_away()
        if self._thread is None:
            with self._using:
                self._start()

    def _turn_away(self) -> None:
        """Tell those who came too late."""
        with suppress(Empty):
            while True:
                if task := self._steps.get_nowait():
                    _end([task], Closed())

    def _start(self) -> None:
        if self._thread is None and not self.closed:
            thread = threading.Thread(target=self._work, name="limner-journal", daemon=True)
            thread.start()
            self._thread = thread

    def _work(self) -> None:
        while tasks := self._gathered():
            with self._using:
                self._commit(tasks)

    def _gathered(self) -> list[_Task]:
        """All that wait, and at least one; none when it's over."""
        tasks: list[_Task] = []
        while len(tasks) < _MOST:
            try:
                task = self._steps.get(block=not tasks)
            except Empty:
                break
            if task is None:
                self._steps.put(None)
                break
            tasks.append(task)
        return tasks

    def _commit(self, tasks: list[_Task]) -> None:
        failure: Exception | None = Closed() if self.closed else None
        try:
            if not failure:
                self._transact(tasks)
        except Exception as error:  # noqa: BLE001 -- who waits for it is told
            # What interrupts a thread here may close the connection, to fork for instance.
            failure = Closed() if self.closed else error
        _end(tasks, failure)

    def _transact(self, tasks: list[_Task]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for task in tasks:
                task.attempt(self._connection)
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


class _Task:
    """A step that waits for its transaction."""

    def __init__(self, step: Callable[[sqlite3.Connection], Any]) -> None:
        self._step = step
        self._answer: Any = None
        self.failure: Exception | None = None
        self.under_way = threading.Lock()
        self.under_way.acquire()

    def attempt(self, connection: sqlite3.Connection) -> None:
        try:
            self._answer = self._step(connection)
        except _OWN_FAULTS as failure:
            self.failure = failure

    def outcome(self) -> Any:
        if self.failure is not None:
            raise self.failure
        return self._answer


class _AsyncTask(_Task):
    """The same in an event loop."""

    def __init__(self, step: Callable[[sqlite3.Connection], Any]) -> None:
        import asyncio  # it is there already where there is a loop, and a listing has none

        super().__init__(step)
        self.loop = asyncio.get_running_loop()
        self._news: asyncio.Future[None] = self.loop.create_future()
        self._is_settled = False

    async def settled(self) -> None:
        """Wait for the transaction's end; a cancellation is heard then."""
        import asyncio

        cancelled: BaseException | None = None
        while not self._is_settled:
            try:
                await self._news
            except asyncio.CancelledError as error:
                cancelled, self._news = error, self.loop.create_future()
        if cancelled:
            raise cancelled

    def settle(self) -> None:
        self._is_settled = True
        if not self._news.done():
            self._news.set_result(None)


def _end(tasks: list[_Task], failure: Exception | None) -> None:
    """Tell everybody who waits; a loop is woken once for all of its tasks."""
    loops: dict[asyncio.AbstractEventLoop, list[_AsyncTask]] = {}
    for task in tasks:
        task.failure = failure or task.failure
        if isinstance(task, _AsyncTask):
            loops.setdefault(task.loop, []).append(task)
        else:
            task.under_way.release()
    for loop, own in loops.items():
        with suppress(RuntimeError):  # it's closed, and nobody waits
            loop.call_soon_threadsafe(_settle, own)


def _settle(tasks: list[_AsyncTask]) -> None:
    for task in tasks:
        task.settle()
