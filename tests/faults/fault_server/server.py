"""The server: a thread with an event loop, on a free port of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from asyncio import StreamReader, StreamWriter
from typing import TYPE_CHECKING

from fault_server.connection import Connection
from fault_server.jobs import Jobs
from fault_server.ledger import Ledger
from fault_server.line import Line
from fault_server.pace import Pace
from fault_server.plans import Plan, Script
from fault_server.routes import Routes
from fault_server.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator


class FaultServer:
    """A provider that does wrong as it's told, and keeps books.

    Attributes:
        url: Where it is: `LIMNER_FAL_URL`.
        ledger: What was executed and answered.
        pace: How long things take; may be changed at any time.
        plan: What goes wrong; may be changed at any time.
        routes: Who answers: `routes.readable` lets the history be read,
            `routes.jobs.elsewhere` is where hostile answers lead.
    """

    def __init__(self, plan: Plan, pace: Pace) -> None:
        self.ledger = Ledger()
        self.pace = pace
        self.plan = plan
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._listening: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._do(self._listen())
        self.url = f"http://127.0.0.1:{self.port}"
        jobs = Jobs(self.url, self.ledger, pace)
        self.routes = Routes(jobs, Storage(self.url, self.ledger))

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Refuse all connections, and end those that there are; the port is kept."""
        self._do(self._leave())
        try:
            yield
        finally:
            self._do(self._listen())

    def close(self) -> None:
        """End the server and its thread."""
        self._do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, what: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(20)

    async def _listen(self) -> None:
        self._listening = await asyncio.start_server(
            self._accept, "127.0.0.1", self.port, backlog=4096
        )
        self.port = self._listening.sockets[0].getsockname()[1]

    async def _leave(self) -> None:
        if self._listening:
            self._listening.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(Line(reader, writer)))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, line: Line) -> None:
        try:
            await Connection(line, self.plan, self.routes).serve()
        finally:
            line.writer.close()
            with contextlib.suppress(ConnectionError):
                await line.writer.wait_closed()


@contextlib.contextmanager
def serving(plan: Plan | None = None, pace: Pace | None = None) -> Iterator[FaultServer]:
    """Run a server.

    Args:
        plan: What goes wrong; nothing by default.
        pace: How long things take.
    """
    server = FaultServer(plan or Script(), pace or Pace())
    try:
        yield server
    finally:
        server.close()
