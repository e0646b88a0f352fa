"""One connection: calls come in, each with its fate, until one side hangs up."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fault_server.answering import Answering
from fault_server.faults import Fault, Mishap
from fault_server.ledger import Exchange, Ledger
from fault_server.line import HungUp, Line
from fault_server.wire import Asked, read_body, read_head

if TYPE_CHECKING:
    from fault_server.plans import Plan
    from fault_server.routes import Routes


@dataclass
class Connection:
    """One client's connection.

    Attributes:
        line: Its bytes.
        plan: What goes wrong.
        routes: Who answers.
    """

    line: Line
    plan: Plan
    routes: Routes

    async def serve(self) -> None:
        """Answer until one side hangs up."""
        with suppress(HungUp, ConnectionError, asyncio.IncompleteReadError):
            if self._draw("connect", ""):
                self.line.hang_up(rudely=True)
            while asked := await read_head(self.line.reader):
                await self._exchange(asked)

    async def _exchange(self, asked: Asked) -> None:
        route = self.routes.find(asked)
        exchange = Exchange(route.kind, asked.method, asked.target, asked.headers)
        self._ledger.exchanges.append(exchange)
        unread = bool(route.subject)
        if not unread:
            asked.body = await read_body(self.line.reader, asked)
            route = replace(route, subject=hashlib.sha256(asked.body).hexdigest())
        mishap = self._draw(route.kind, route.subject)
        exchange.fault = mishap.fault if mishap else None
        if exchange.fault is Fault.CLOSE_BEFORE_BODY:
            self.line.hang_up(rudely=True)
        if unread:
            asked.body = await read_body(self.line.reader, asked)
        await Answering(self.line, self.routes, asked, route, exchange, mishap).answer()

    def _draw(self, kind: str, subject: str) -> Mishap | None:
        ordinal = self._ledger.count("kind", kind)
        attempt = self._ledger.count("subject", kind, subject)
        return self.plan.mishap(kind, ordinal, subject, attempt)

    @property
    def _ledger(self) -> Ledger:
        return self.routes.jobs.ledger
